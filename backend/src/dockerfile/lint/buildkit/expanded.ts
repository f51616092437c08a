import { posix } from 'node:path';
import { readHeredocWord } from '../../heredoc-words.ts';
import { decide, type IgnoreRules } from '../../ignore/ignore-rules.ts';
import type { Instruction, Range } from '../../syntax.ts';
import { followSubject } from '../follow-subject.ts';
import { buildkitRule, findingAt, type LintFinding, type LintRule } from '../lint-rule.ts';

const secret = /(?:_|^)(?:apikey|auth|credentials?|key|password|pword|passwd|secret|token)(?:_|$)/i;
const harmless = /(?:_|^)(?:public|file|version)(?:_|$)/i;

/** Checks of values whose variables were expanded. */
export const expandedRules: readonly LintRule[] = [
  buildkitRule('WorkdirRelativePath', 'workdir-relative-path', (subject) => {
    const set: boolean[] = [];
    return followSubject(subject, ({ stage, instruction, expand }) => {
      const { base, index } = stage;
      set[index] ??= base.kind === 'stage' && set[base.index] === true;
      const [path] = instruction.values;
      if (instruction.name !== 'WORKDIR' || path === undefined) return [];
      const known = set[index];
      set[index] = true;
      const expanded = expand(path.text);
      if (known || expanded.kind === 'failed' || isAbsolute(expanded.text, stage.platform)) return [];
      return [findingAt(instruction, 'What this is relative to may change with the base image', path)];
    });
  }),

  buildkitRule('SecretsUsedInArgOrEnv', 'secrets-used-in-arg-or-env', (subject) =>
    followSubject(subject, ({ instruction, expand }) => {
      const { name } = instruction;
      if (name !== 'ARG' && name !== 'ENV') return [];
      return instruction.values.flatMap((value, i): LintFinding[] => {
        if (name === 'ENV' && i % 3 !== 0) return [];
        const written = name === 'ARG' ? (value.text.split('=')[0] ?? '') : value.text;
        const expanded = name === 'ENV' ? expand(written) : null;
        const key = expanded?.kind === 'expanded' ? expanded.text : written;
        if (!secret.test(key) || harmless.test(key)) return [];
        const message = `Whoever has the image can read what ${name} '${key.slice(0, 80)}' holds: mount a secret instead`;
        return [findingAt(instruction, message, value)];
      });
    }),
  ),

  buildkitRule('ExposeProtoCasing', 'expose-proto-casing', (subject) =>
    followSubject(subject, ({ instruction, expand }) =>
      portsOf(instruction, expand).flatMap(({ port, at }) => {
        const protocol = port.split(':').at(-1)?.split('/')[1] ?? '';
        if (protocol === protocol.toLowerCase()) return [];
        return [findingAt(instruction, `Write the protocol of '${port.slice(0, 80)}' in small letters`, at)];
      }),
    ),
  ),

  buildkitRule('ExposeInvalidFormat', 'expose-invalid-format', (subject) =>
    followSubject(subject, ({ instruction, expand }) =>
      portsOf(instruction, expand).flatMap(({ port, at }) => {
        const [address = '', hostPort = ''] = [port.split(':').slice(0, -2).join(':'), port.split(':').at(-2)];
        if (address === '' && hostPort === '') return [];
        return [findingAt(instruction, `'${port.slice(0, 80)}' names more than the port of the container`, at)];
      }),
    ),
  ),

  buildkitRule('CopyIgnoredFile', 'copy-ignored-file', (subject) => {
    const { ignore } = subject.options;
    if (ignore === undefined || ignore.patterns.some(({ exception }) => exception)) return [];
    return followSubject(subject, ({ instruction, expand }) => {
      const { name, values, flags } = instruction;
      const fromContext =
        name === 'ADD' || (name === 'COPY' && !flags.some((flag) => flag.name === 'from' && flag.value));
      if (!fromContext) return [];
      return values.slice(0, -1).flatMap((source): LintFinding[] => {
        const expanded = typeof (readHeredocWord(source.text) ?? '') === 'string' ? expand(source.text) : null;
        if (expanded?.kind !== 'expanded' || isElsewhere(expanded.text)) return [];
        const path = posix.normalize(expanded.text).replace(/(?<=.)\/$/, '');
        if (!isKeptOut(ignore, path)) return [];
        return [findingAt(instruction, `'${path.slice(0, 200)}' is kept out of the build by .dockerignore`, source)];
      });
    });
  }),
];

function isAbsolute(path: string, platform: string | null): boolean {
  return platform?.startsWith('windows') ? /^(?:[a-z]:)?[\\/]/i.test(path) : path.startsWith('/');
}

type Expand = Parameters<Parameters<typeof followSubject>[1]>[0]['expand'];

function portsOf({ name, values }: Instruction, expand: Expand): { readonly port: string; readonly at: Range }[] {
  if (name !== 'EXPOSE') return [];
  return values.flatMap((value) => {
    const expanded = expand(value.text);
    return expanded.kind === 'expanded' ? expanded.words.map(({ text }) => ({ port: text, at: value })) : [];
  });
}

/** A URL or a git repository. */
function isElsewhere(source: string): boolean {
  return /^(?:https?|git|ssh):\/\/|^git@/.test(source);
}

function isKeptOut(ignore: IgnoreRules, path: string): boolean {
  // The root of the context is kept out only by what keeps out everything.
  if (path === '.' || path === '/') return ignore.patterns.some(({ pattern }) => /^\*\*?$|^\*\*\/\*$/.test(pattern));
  return decide(ignore, path.replace(/^\//, '')).excluded;
}
