import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeName } from '../paths/path-bytes.ts';
import { readCases } from './cases/read-cases.ts';
import { parseDockerfile } from './parse-dockerfile.ts';
import { readRun } from './shell/read-run.ts';
import { stageShells } from './shell/stage-shells.ts';
import { readStages } from './stages.ts';
import { readStyle } from './style.ts';
import type { Dockerfile, Instruction, Range } from './syntax.ts';
import { tokenize } from './tokens.ts';

/** ALIGERA_LONG_TESTS=1 tries 100,000 inputs. */
const long = Boolean(process.env.ALIGERA_LONG_TESTS);
const seeds = [20261123, 7, 4242];
const runs = Math.ceil((long ? 100_000 : 1500) / seeds.length);

const texts = Object.values(readCases(join(import.meta.dirname, 'cases'))).flatMap((cases) =>
  cases.map(({ text }) => text),
);
const pieces = [
  ...['\\', '`', '\n', '\r\n', '\r', ' ', '\t', '#', '<<', '<<-', 'EOF', '\nEOF\n', "'", '"', '$', '${', '}', '[', ']'],
  ...['["a"]', '--', '--x=y', '=', ':-', '%', '/', '//', '*', '&&', ';', '|', '(', ')', '$(', '\\\n', '`\n', 'if '],
  ...['ENV ', 'RUN ', 'ONBUILD ', 'COPY ', 'FROM a\n', 'LABEL ', 'HEALTHCHECK ', 'ARG ', 'SHELL ["a"]\n', '--from='],
  ...['# escape=`\n', '# check=skip=all\n', 'é', '😀', '\u00a0', '\u0085', '\ufeff', '\f', '\0', '\udcff', '\ud800'],
];

/** A Dockerfile in which some places were changed, or one that was thrown together. */
const mutated = fc.oneof(
  fc
    .tuple(
      fc.constantFrom(...texts),
      fc.array(fc.tuple(fc.nat(), fc.nat(12), fc.constantFrom(...pieces)), { minLength: 1, maxLength: 6 }),
    )
    .map(([text, changes]) =>
      changes.reduce((changed, [at, length, piece]) => {
        const start = at % (changed.length + 1);
        return changed.slice(0, start) + piece + changed.slice(start + (at % 3 === 0 ? length : 0));
      }, text),
    ),
  fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map((parts) => parts.join('')),
  fc.uint8Array({ maxLength: 60 }).map(decodeName),
);

describe('any input', () => {
  it.each(seeds)(
    'is read, and comes back from its tokens (seed %i)',
    (seed) => {
      fc.assert(fc.property(mutated, check), { seed, numRuns: runs });
    },
    long ? 3_600_000 : 300_000,
  );
});

function check(text: string): void {
  const file = parseDockerfile(text);
  expect(joined(file, tokenize(file))).toBe(text);
  const graph = readStages(file);
  const shells = stageShells(graph);
  readStyle(file);
  let end = 0;
  for (const instruction of file.instructions) {
    expect(instruction.start).toBeGreaterThanOrEqual(end);
    end = instruction.end;
    checkRanges(file, instruction);
    readRun(file, instruction, shells.get(instruction) ?? null);
  }
}

function checkRanges(file: Dockerfile, instruction: Instruction): void {
  const { pieces: parts, flags, values, argument, heredocs, onbuild } = instruction;
  expect(joined(file, parts)).toBe(instruction.joined);
  for (const range of [...flags, ...values, argument, ...heredocs]) {
    expect(range.start).toBeGreaterThanOrEqual(instruction.start);
    expect(range.end).toBeGreaterThanOrEqual(range.start);
    expect(range.end).toBeLessThanOrEqual(instruction.end);
  }
  if (onbuild !== null) checkRanges(file, onbuild);
}

function joined({ text }: Dockerfile, ranges: readonly Range[]): string {
  return ranges.map(({ start, end }) => text.slice(start, end)).join('');
}

describe('a hostile file is answered, and told what is wrong with it', () => {
  const million = 1_000_000;
  const stages = (count: number, stage: (i: number) => string) =>
    Array.from({ length: count }, (_, i) => stage(i)).join('');

  it.each([
    ['a line of a megabyte', `FROM a\nRUN ${'x '.repeat(million / 2)}\n`, 'max allowed size of 65535'],
    ['a JSON array of a megabyte', `FROM a\nRUN [${'"a",'.repeat(million / 4)}"b"]\n`, 'max allowed size'],
    ['arrays in arrays', `FROM a\nRUN ${'['.repeat(30_000)}${']'.repeat(30_000)}\n`, 'comprised of strings only'],
    ['a megabyte of variables', `FROM a\nENV ${'a=b \\\n'.repeat(million / 6)}\n`, null],
    ['ten megabytes', 'RUN x\n'.repeat(1_700_000), 'longer than 2097152 characters'],
    ['a million instructions', 'a\n'.repeat(million), 'more than 100000 instructions'],
    ['a million comments', '#\n'.repeat(million), 'no instructions'],
    ['a million empty lines', '\n'.repeat(million), 'no instructions'],
    ['a million continuations', '\\\n'.repeat(million), null],
    ['300,000 words', `COPY ${'a\\\n b '.repeat(300_000)}`, null],
    ['200,000 flags', `RUN ${'--a=b\\\n '.repeat(200_000)}`, null],
    ['heredocs on one line', `RUN ${'<<A '.repeat(16_000)}\n${'A\n'.repeat(16_000)}`, null],
    ['100,000 heredocs', 'RUN <<A\nA\n'.repeat(100_000), null],
    ['100,000 heredocs without an end', 'RUN <<A\n'.repeat(100_000), 'unterminated heredoc'],
    ['ONBUILD behind ONBUILD', `FROM a\n${'ONBUILD \\\n'.repeat(150_000)}RUN x\n`, 'nested too deeply'],
    ['300,000 errors', 'ENV a\n'.repeat(300_000), 'must have two arguments'],
    ['two megabytes of white space', `FROM a${' '.repeat(2 * million)}`, 'max allowed size'],
    ['quotes without number', `RUN ${'"<<a" \\\n'.repeat(200_000)}`, null],
  ])('%s', (_, text, message) => {
    const file = parseDockerfile(text);
    expect(file.errors[0]?.message ?? null).toEqual(message === null ? null : expect.stringContaining(message));
    expect(file.errors.length).toBeLessThanOrEqual(1001);
    expect(joined(file, tokenize(file)) === text).toBe(true);
    readStages(file);
  });

  it.each([
    [
      'stages in a circle',
      stages(10_000, (i) => `FROM a AS s${i}\nCOPY --from=s${(i + 1) % 10_000} a b\n`),
      'circular',
    ],
    ['stages above each other', stages(10_000, (i) => `FROM ${i === 0 ? 'a' : `s${i - 1}`} AS s${i}\n`), null],
    ['variables that double', `ARG A=xxxxxxxx\n${'ARG A=$A$A$A$A\n'.repeat(50)}FROM $A\n`, 'expand to more text'],
    ['a long name, often', `ARG A=${'x'.repeat(60_000)}\n${'FROM $A$A$A$A\n'.repeat(40_000)}`, 'too long'],
    ['a slow pattern', `ARG A=${'a'.repeat(60_000)}\nFROM \${A##${'*a'.repeat(20_000)}b}\n`, 'takes too long'],
    ['braces in braces', `FROM ${'${a:-'.repeat(10_000)}${'}'.repeat(10_000)}`, 'nested too deeply'],
  ])('%s', (_, text, message) => {
    const { errors, stages: read } = readStages(parseDockerfile(text));
    expect(errors[0]?.message ?? null).toEqual(message === null ? null : expect.stringContaining(message));
    expect(read.length).toBeGreaterThan(0);
  });

  it.each([
    ['subshells', `${'('.repeat(30_000)}a${')'.repeat(30_000)}`, 'left-alone'],
    ['substitutions', `echo ${'$(a '.repeat(5000)}${')'.repeat(5000)}`, 'left-alone'],
    ['too many commands', 'a && \\\n'.repeat(20_000), 'left-alone'],
    ['many commands', `${'a && \\\n'.repeat(9000)}b`, 'commands'],
    ['many variables', `a ${'$b '.repeat(20_000)}`, 'commands'],
  ])('RUN with %s', (_, commands, kind) => {
    const file = parseDockerfile(`FROM a\nRUN ${commands}\n`);
    const [, run] = file.instructions;
    expect(run && readRun(file, run, null).kind).toBe(kind);
  });
});
