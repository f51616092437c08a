import { describe, expect, it } from 'vitest';
import { readIgnoreRules } from '../ignore/ignore-rules.ts';
import { parseDockerfile } from '../parse-dockerfile.ts';
import { lint } from './lint.ts';
import type { LintOptions } from './lint-subject.ts';
import { lintRules } from './registry.ts';

const ignore = readIgnoreRules('node_modules\n**/*.log\n').rules ?? undefined;
const options: LintOptions = {
  baseVariables: () => [],
  experimental: true,
  ...(ignore === undefined ? {} : { ignore }),
};

/** `ID line` of every message, but for those that nearly every file gets. */
function told(text: string, more: LintOptions = {}): string[] {
  const quiet = new Set(['DL3006', 'DL3059', 'DL3003']);
  return lint(parseDockerfile(text), { ...options, ...more })
    .filter(({ id }) => !quiet.has(id) || text.includes(id))
    .map(({ id, startLine, endLine }) => `${id} ${startLine}${endLine === startLine ? '' : `-${endLine}`}`);
}

/** What each rule speaks of, and something near it that it does not; `…` stands for `FROM debian` and a line end. */
const cases: readonly (readonly [id: string, wrong: string, right: string])[] = [
  ['StageNameCasing', 'FROM debian AS Base', 'FROM debian AS base'],
  ['FromAsCasing', 'FROM debian as base', 'from debian as base'],
  ['NoEmptyContinuation', '…RUN a \\\n\n  b', '…RUN a \\\n  # c\n  b'],
  ['ConsistentInstructionCasing', '…run a\nRUN b', 'from debian\nrun a'],
  ['DuplicateStageName', 'FROM a AS x\nFROM b AS X', 'FROM a AS x\nFROM b AS y'],
  ['ReservedStageName', 'FROM a AS context', 'FROM a AS contexts'],
  ['JSONArgsRecommended', '…CMD a', '…SHELL ["/bin/bash", "-c"]\nCMD a'],
  ['MaintainerDeprecated', '…MAINTAINER a', '…LABEL maintainer=a'],
  ['UndefinedArgInFrom', 'FROM debian:${TAG:-13}', 'ARG TAG\nFROM debian:${TAG:-13}'],
  ['WorkdirRelativePath', '…WORKDIR a', '…WORKDIR /\nWORKDIR a'],
  ['UndefinedVar', '…COPY $A /a', '…ARG A\nCOPY $A /a'],
  ['MultipleInstructionsDisallowed', '…CMD ["a"]\nCMD ["b"]', '…CMD ["a"]\nFROM debian\nCMD ["b"]'],
  ['LegacyKeyValueFormat', '…ENV A b', '…ENV A=b'],
  ['RedundantTargetPlatform', 'FROM --platform=$TARGETPLATFORM a', 'FROM --platform=$BUILDPLATFORM a'],
  ['SecretsUsedInArgOrEnv', '…ENV DB_PASSWORD=a', '…ENV DB_PASSWORD_FILE=a'],
  ['InvalidDefaultArgInFrom', 'ARG TAG\nFROM debian:$TAG', 'ARG TAG=13\nFROM debian:$TAG'],
  ['FromPlatformFlagConstDisallowed', 'FROM --platform=linux/amd64 a', 'FROM --platform=linux/amd64 a AS amd64'],
  ['CopyIgnoredFile', '…COPY node_modules /a', '…COPY --from=x node_modules /a'],
  ['InvalidDefinitionDescription', '# something\nARG A', '# A is something\nARG A'],
  ['ExposeProtoCasing', '…EXPOSE 80/TCP', '…EXPOSE 80/tcp'],
  ['ExposeInvalidFormat', '…EXPOSE 127.0.0.1:80:80', '…EXPOSE 80-90'],

  ['DL3002', '…USER a\nUSER root', '…USER root\nUSER a'],
  ['DL3003', '…RUN cd /a && b # DL3003', '…RUN echo cd # DL3003'],
  ['DL3004', '…RUN sudo a', '…RUN echo sudo'],
  ['DL3006', 'FROM debian\n# DL3006', 'FROM debian:13\nFROM scratch\n# DL3006'],
  ['DL3007', 'FROM debian:latest', `FROM debian:latest@sha256:${'a'.repeat(64)}`],
  ['DL3008', '…RUN apt-get install -y curl', '…RUN apt-get install -y curl=8 ./a.deb vim/stable'],
  ['DL3009', '…RUN apt-get update && a', '…RUN apt-get update && rm -rf /var/lib/apt/lists/*'],
  ['DL3010', '…COPY a.tar.gz /\nRUN tar -xzf /a.tar.gz', '…COPY a.tar.gz /\nRUN tar -czf /a.tar.gz'],
  ['DL3013', '…RUN pip install a', '…RUN pip install a==1 -r b.txt'],
  ['DL3014', '…RUN apt-get install a', '…RUN apt-get install -yqq a'],
  ['DL3015', '…RUN apt-get install a', '…RUN apt-get install --no-install-recommends a'],
  ['DL3016', '…RUN npm install -g a', '…RUN npm install @a/b@1 ./c && npm install'],
  ['DL3018', '…RUN apk add curl', '…RUN apk add --virtual build curl~8'],
  ['DL3019', '…RUN apk add a', '…RUN apk --no-cache add a'],
  ['DL3020', '…ADD a /b', '…ADD a.tar.gz https://example.org/c /b'],
  ['DL3025', '…HEALTHCHECK CMD a', '…HEALTHCHECK NONE'],
  ['DL3027', '…RUN apt list', '…RUN apt-cache search a'],
  ['DL3028', '…RUN gem install a', '…RUN gem install a:1 --no-document b:2'],
  ['DL3030', '…RUN yum install a', '…RUN yum install -y a'],
  ['DL3032', '…RUN yum clean all && yum install -y a', '…RUN yum install -y a && yum clean all'],
  ['DL3033', '…RUN yum install -y a', '…ARG V=1\nRUN yum install -y a-${V} b-1.2 && yum module install c:1'],
  ['DL3034', '…RUN zypper in a', '…RUN zypper --non-interactive in a'],
  ['DL3036', '…RUN zypper in -y a', '…RUN zypper in -y a && zypper clean'],
  ['DL3037', '…RUN zypper in -y a', '…RUN zypper in -y a=1'],
  ['DL3038', '…RUN microdnf install a', '…RUN dnf install -y a'],
  ['DL3040', '…RUN dnf install -y a', '…RUN --mount=type=cache,target=/var/cache/libdnf5 dnf install -y a'],
  ['DL3041', '…RUN dnf install -y a', '…RUN dnf install -y a-1.2 && dnf module install -y c:1'],
  ['DL3042', '…RUN python3 -m pip install a', '…ENV PIP_NO_CACHE_DIR=1\nRUN python3 -m pip install a'],
  ['DL3047', '…RUN wget http://example.org', '…RUN wget -nv http://example.org'],
  ['DL3059', '…RUN a\nRUN b\n# DL3059', '…RUN a\nCOPY b c\nRUN --network=none d\nRUN e\n# DL3059'],
  ['DL3060', '…RUN yarn install', '…RUN yarn install && yarn cache clean'],
  ['DL3062', '…RUN go install example.org/a@latest', '…RUN go install example.org/a@v1 && go run .'],
  ['DL4001', '…RUN curl a\nRUN wget -q b', '…RUN curl a\nFROM debian\nRUN wget -q b'],
  ['DL4005', '…RUN ln -sf /bin/bash /bin/sh', '…RUN ln -s /bin/bash /bin/zsh'],
  ['DL4006', '…RUN a $(b | c)', '…SHELL ["/bin/bash", "-eo", "pipefail", "-c"]\nRUN a | b'],
];

const file = (text: string) => `${text.replace('…', 'FROM debian\n')}\n`;
const idsOf = (text: string) => told(file(text)).map((message) => message.split(' ')[0]);

describe('a rule', () => {
  it.each(cases)('%s speaks of %j, not of %j', (id, wrong, right) => {
    expect(idsOf(wrong)).toContain(id);
    expect(idsOf(right)).not.toContain(id);
  });

  it('has a case here, each of them', () => {
    expect(new Set(cases.map(([id]) => id))).toEqual(new Set(lintRules.map(({ id }) => id)));
  });
});

describe('messages', () => {
  it('have lines, the exact place, and where to read more', () => {
    const text = 'FROM debian:13\n\nRUN a && \\\n    apt-get install -y \\\n      curl=8 vim\n';
    const messages = lint(parseDockerfile(text));
    const [unpinned] = messages.filter(({ id }) => id === 'DL3008');
    expect(unpinned).toEqual({
      id: 'DL3008',
      tool: 'hadolint',
      severity: 'warning',
      startLine: 3,
      endLine: 5,
      start: text.indexOf('vim'),
      end: text.indexOf('vim') + 3,
      message: 'Name the version that is wanted: apt-get install vim=<version>',
      url: 'https://github.com/hadolint/hadolint/wiki/DL3008',
    });
  });

  it('come in the order of the lines', () => {
    expect(told('FROM debian\nCMD a\nWORKDIR b\nRUN apt x\n')).toEqual([
      ...['JSONArgsRecommended 2', 'DL3025 2', 'WorkdirRelativePath 3', 'DL3027 4'],
    ]);
  });

  it('are told of instructions behind ONBUILD', () => {
    expect(told('FROM debian\nONBUILD RUN apt-get install -y a\n')).toEqual(['DL3015 2', 'DL3008 2']);
  });

  it('are told of heredocs', () => {
    expect(told('FROM debian\nRUN <<EOF\nset -e\napt-get install -y a=1\nEOF\n')).toEqual(['DL3015 2-5']);
  });

  it('are not told of commands that are not understood', () => {
    expect(told('FROM debian\nSHELL ["powershell"]\nRUN apt-get install a\n')).toEqual([]);
  });
});

describe('variables of the base image', () => {
  const text = 'FROM debian\nWORKDIR /$HOME_OF_APP\nFROM scratch\nWORKDIR /$B\n';

  it('are not called undefined where they are not known', () => {
    const { baseVariables: _, ...unknown } = options;
    const messages = lint(parseDockerfile(text), unknown).filter(({ id }) => id === 'UndefinedVar');
    expect(messages.map(({ startLine }) => startLine)).toEqual([4]);
  });

  it('are defined where they are', () => {
    expect(told(text, { baseVariables: () => [['HOME_OF_APP', '/a']] })).toEqual(['UndefinedVar 4']);
  });
});

describe('messages are not told', () => {
  const wrong = 'FROM debian AS A\nENV B c\nCMD d\n';

  it.each([
    ['', ['StageNameCasing 1', 'LegacyKeyValueFormat 2', 'JSONArgsRecommended 3', 'DL3025 3']],
    ['# check=skip=all\n', ['DL3025 4']],
    ['# check=skip=StageNameCasing,JSONArgsRecommended;error=true\n', ['LegacyKeyValueFormat 3', 'DL3025 4']],
    ['#!/usr/bin/env docker build\n# check=skip=all\n', ['DL3025 5']],
    ['# hadolint global ignore=DL3025\n', ['StageNameCasing 2', 'LegacyKeyValueFormat 3', 'JSONArgsRecommended 4']],
    ['# hadolint stage ignore=DL3025\n', ['StageNameCasing 2', 'LegacyKeyValueFormat 3', 'JSONArgsRecommended 4']],
  ])('where %j says so for the file', (first, expected) => {
    expect(told(first + wrong, { experimental: false })).toEqual(expected);
  });

  it('where a comment above the instruction says so', () => {
    expect(told('# check=skip=StageNameCasing\nFROM debian AS A\n# check=skip=all\n# why\nCMD d\nENV B c\n')).toEqual([
      ...['DL3025 5', 'LegacyKeyValueFormat 6'],
    ]);
    expect(told('FROM debian\n# hadolint ignore=DL3027, DL3025 # why\n# more\nRUN apt x\nRUN apt y\n')).toEqual([
      'DL3027 5',
    ]);
    expect(told('FROM debian\n# hadolint ignore=DL3027\n\nRUN apt x\n')).toEqual(['DL3027 4']);
    expect(told('FROM debian\nRUN a \\\n# hadolint ignore=DL3027\n && apt x\n')).toEqual(['DL3027 2-4']);
  });

  it('and are errors where the file wants that', () => {
    const messages = lint(parseDockerfile('# check=error=true\nFROM debian\nCMD a\n'));
    expect(messages.filter(({ startLine }) => startLine === 3).map(({ id, severity }) => [id, severity])).toEqual([
      ['JSONArgsRecommended', 'error'],
      ['DL3025', 'warning'],
    ]);
  });

  it('by experimental rules, unless they are asked for', () => {
    const text = '# something\nARG A\nFROM debian:13\n';
    expect(lint(parseDockerfile(text))).toEqual([]);
    const asked = lint(parseDockerfile(`# check=experimental=InvalidDefinitionDescription\n${text}`));
    expect(asked.map(({ id }) => id)).toEqual(['InvalidDefinitionDescription']);
  });
});
