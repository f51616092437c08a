import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { imageHistory, lineOf, manyFormsConfig, manyFormsHistories } from '../../../testing/histories.ts';
import { parseDockerfile } from '../parse-dockerfile.ts';
import { commandOf } from './instruction-fits.ts';
import { layerLines, linesByHistory } from './lines-by-history.ts';
import { type ReconstructionInput, reconstruct } from './reconstruct.ts';
import { stageChain } from './stage-chain.ts';

const emptyConfig = { env: [], labels: {}, shell: null, onbuild: [] };

function rebuilt(
  lines: Parameters<typeof imageHistory>[0],
  config: ReconstructionInput['config'] = emptyConfig,
  base: Partial<ReconstructionInput> = { baseLines: 1, baseName: 'debian:13-slim', baseLayers: 1 },
) {
  const history = imageHistory(lines);
  const input = { baseLines: null, baseName: null, baseLayers: 0, ...base };
  return reconstruct({ lines: layerLines(history), layerCount: history.ofLayers.length, config, ...input });
}

const own = (...lines: readonly string[]) => [lineOf('+base'), ...lines.map((line) => lineOf(line))];

/** The text as it is laid beside the history that it was made from. */
function laidBeside(text: string, lines: Parameters<typeof imageHistory>[0]) {
  const file = parseDockerfile(text);
  const chain = stageChain(file, {});
  if ('why' in chain) throw new Error(chain.why);
  return { file, ...linesByHistory(file, chain, imageHistory(lines)) };
}

describe.each(['buildkit', 'buildkit-20', 'classic'] as const)('from what %s wrote', (builder) => {
  const lines = manyFormsHistories[builder];
  const made = rebuilt(lines, manyFormsConfig);

  test('comes a Dockerfile that builders take', () => {
    expect(parseDockerfile(made.text).errors).toEqual([]);
  });

  test('with which the same history agrees, and the same layers', () => {
    const { map } = laidBeside(made.text, lines);
    expect(map.mismatch).toBeNull();
    expect(made.lines.layers).toEqual(map.layers);
    expect(map.layers.every(({ kind }, layer) => kind === (layer === 0 ? 'base' : 'instruction'))).toBe(true);
  });

  test('with values quoted, and build arguments as they were', () => {
    for (const line of [
      'LABEL a=b "c d"="e f" g="h \\"i\\" \\$j \\\\\\\\"',
      'ARG X=1 Y="two words"',
      'ARG Z="z q"',
      'ENV P=/opt Q="x y" R="a b" S="\\$HOME"',
      'ENV LEGACY="one two  three"',
      'SHELL ["/bin/bash", "-o", "pipefail", "-c"]',
      'RUN echo $X  && \\',
      'RUN ["/bin/echo", "a", "b", "c"]',
      'VOLUME ["/with space", "/x"]',
      'HEALTHCHECK --interval=30s --timeout=3s --retries=2 CMD curl -f "http://x" || exit 1',
      'ONBUILD RUN echo hi',
      'ENTRYPOINT ["/bin/sh", "-c", "echo \\"q\\" \\t é"]',
      'CMD echo "$HOME" && ls',
    ]) {
      expect(made.text.split('\n')).toContain(line);
    }
  });
});

test('what the classic builder copied is marked as lost, and where it went is kept', () => {
  const { text, notes } = rebuilt(manyFormsHistories.classic, manyFormsConfig);
  expect(text).toContain(`file:${'b'.repeat(12)}….\nCOPY ["file-${'b'.repeat(12)}", "/with space/"]\n`);
  expect(text).toContain('COPY --chown=1000:1000 . /d/\n');
  expect(notes).toContain('The name of what was copied is lost, and whether it came from another stage.');
});

test('a copy from an absolute path is marked: the stage is lost', () => {
  const { text, notes } = rebuilt(own('+COPY /src/app /app # buildkit', '+COPY a b # buildkit'));
  expect(text).toBe(
    'FROM debian:13-slim\n# It was copied from another stage or image, most likely: which one is lost (--from).\nCOPY /src/app /app\nCOPY a b\n',
  );
  expect(notes.join(' ')).toContain('--from');
});

test('scripts of heredocs are heredocs again, what is lost of them is said', () => {
  const lines = own(
    '+RUN /bin/sh -c set -e\necho one\n # buildkit',
    '+RUN /bin/sh -c cat <<EOF > /seven\nmulti\nEOF # buildkit',
    '+RUN /bin/sh -c cat > /x <<EOF\nEOF\nEOF # buildkit',
    '+RUN /bin/sh -c /dev/pipes/EOF # buildkit',
    '+COPY a.txt <<A <<B /six/ # buildkit',
  );
  const { text, notes } = rebuilt(lines);
  expect(text).toContain('RUN <<EOF\nset -e\necho one\nEOF\n');
  expect(text).toContain('RUN cat <<EOF > /seven\nmulti\nEOF\n');
  expect(text).toContain('RUN ["/bin/sh", "-c", "cat > /x <<EOF\\nEOF\\nEOF"]\n');
  expect(notes).toContain('The script of this heredoc is lost.');
  expect(notes).toContain('The content of <<A <<B is lost.');
  expect(laidBeside(text, lines).map.mismatch).toBeNull();
});

test('health checks and settings of other versions are read', () => {
  const { text } = rebuilt(
    own(
      'HEALTHCHECK {Test:[CMD-SHELL curl -f http://x || exit 1] Interval:30s Timeout:3s StartPeriod:0s StartInterval:0s Retries:3}',
      'HEALTHCHECK &{["CMD" "/probe" "--fast"] "1m0s" "0s" "5s" "2s" \'\\n\'}',
      'HEALTHCHECK &{["NONE"] "0s" "0s" "0s" "0s" \'\\x00\'}',
      'EXPOSE map[8080/tcp:{}]',
      'WORKDIR /with space',
    ),
  );
  expect(text.split('\n').slice(1, -1)).toEqual([
    'HEALTHCHECK --interval=30s --timeout=3s --retries=3 CMD curl -f http://x || exit 1',
    'HEALTHCHECK --interval=1m0s --start-period=5s --start-interval=2s --retries=10 CMD ["/probe", "--fast"]',
    'HEALTHCHECK NONE',
    'EXPOSE 8080/tcp',
    'WORKDIR /with space',
  ]);
});

test('what a configuration says cannot add instructions of its own', () => {
  const { text } = rebuilt(own(), { ...emptyConfig, onbuild: ['RUN a', 'RUN b\nRUN c', 'RUN d \\'] });
  expect(text).toBe('FROM debian:13-slim\nONBUILD RUN a\n');
});

test('long commands are broken where they were, and stay what they are', () => {
  const command =
    'set -eux; \tapt-get update; \tapt-get install -y         curl         git  && rm -rf /var/lib/apt/lists/*';
  const { text } = rebuilt(own(`+RUN /bin/sh -c ${command} # buildkit`));
  expect(text).toBe(
    [
      'FROM debian:13-slim',
      'RUN set -eux; \\',
      '\tapt-get update; \\',
      '\tapt-get install -y \\',
      '        curl \\',
      '        git \\',
      ' && rm -rf /var/lib/apt/lists/*',
      '',
    ].join('\n'),
  );
});

test('arguments that no line declares, as other builders have them, are declared', () => {
  const { text } = rebuilt([
    lineOf('+base'),
    lineOf('+|1 VERSION=1.0 /bin/sh -c make', null),
    lineOf('+|1 VERSION=1.0 /bin/sh -c make install', null),
  ]);
  expect(text).toBe('FROM debian:13-slim\nARG VERSION=1.0\nRUN make\nRUN make install\n');
});

test('lines that are of no Dockerfile stay as comments, and their layers unknown', () => {
  const { text, lines, notes } = rebuilt(
    [lineOf('+bazel build @@//common:passwd', null), lineOf('+COPY a /a # buildkit')],
    emptyConfig,
    {},
  );
  expect(text).toBe(
    '# What FROM named is lost, and no image here is it.\nFROM scratch\n# Layer 0: bazel build @@//common:passwd\nCOPY a /a\n',
  );
  expect(lines.layers.map(({ kind }) => kind)).toEqual(['unknown', 'instruction']);
  expect(notes.join(' ')).toContain('of no Dockerfile');
});

test('whatever a RUN ran, it is written so that it runs the same', () => {
  const piece = fc.constantFrom(
    'a',
    ' ',
    '  ',
    '\t',
    '\n',
    '\\',
    '"',
    "'",
    '&& ',
    '; ',
    '|',
    '#',
    '<<EOF',
    'EOF',
    '$X',
    '[',
    '--flag ',
  );
  const command = fc.array(piece, { minLength: 1, maxLength: 12 }).map((pieces) => `x${pieces.join('')}`);
  fc.assert(
    fc.property(command, (text) => {
      const made = rebuilt(own(`+RUN /bin/sh -c ${text} # buildkit`)).text;
      const { instructions, errors } = parseDockerfile(made);
      expect(errors).toEqual([]);
      expect(instructions).toHaveLength(2);
      const [, run] = instructions;
      const whole = run?.json ? `/bin/sh -c ${text}` : text;
      expect(run && commandOf(run)).toBe(whole);
    }),
    { numRuns: 3000 },
  );
});

test('whatever a history says, it gives a Dockerfile that can be read', () => {
  const word = fc.constantFrom(
    'RUN',
    'COPY',
    'ENV',
    'ARG',
    'LABEL',
    'CMD',
    'SHELL',
    'HEALTHCHECK',
    'ONBUILD',
    'EXPOSE',
    'VOLUME',
    '|2',
    'A=1',
    '/bin/sh -c',
    '#(nop) ',
    '[',
    ']',
    '"',
    '\\',
    '\n',
    '<<EOF',
    '&{',
    '$',
    '# syntax=x',
    '\u0000',
  );
  const line = fc.tuple(
    fc.boolean(),
    fc.array(word, { maxLength: 6 }),
    fc.constantFrom(null, 'buildkit.dockerfile.v0'),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 6 }), (all) => {
      const lines = all.map(([stores, words, comment]) => lineOf(`${stores ? '+' : ''}${words.join(' ')}`, comment));
      const { text, lines: map } = rebuilt(lines, emptyConfig, {});
      const file = parseDockerfile(text);
      expect(file.instructions[0]?.name).toBe('FROM');
      expect(map.instructions).toHaveLength(file.instructions.length);
      for (const origin of map.layers) {
        if (origin.kind === 'instruction')
          expect(file.instructions[origin.instruction]?.startLine).toBe(origin.startLine);
      }
    }),
    { numRuns: 3000 },
  );
});
