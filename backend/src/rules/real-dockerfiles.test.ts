import { describe, expect, it } from 'vitest';
import { dockerfilesOfPeople, type NamedDockerfile } from '../../testing/conformance.ts';
import { textOnly } from '../../testing/rewriting.ts';
import { ruleCases } from '../../testing/rule-cases.ts';
import { lint } from '../dockerfile/lint/lint.ts';
import { parseDockerfile } from '../dockerfile/parse-dockerfile.ts';
import { refusedInstructions } from '../dockerfile/refused-instructions.ts';
import { readStages } from '../dockerfile/stages.ts';
import { type Composed, compose } from '../rewrite/compose.ts';
import { variantNames } from '../rewrite-answers.ts';
import { rules } from './registry.ts';

function composed(text: string, level: number): Composed {
  const upTo = rules.filter((rule) => variantNames.indexOf(rule.level) <= level);
  return compose(upTo, textOnly(text), new Set());
}

/** What BuildKit refuses; what has errors before is not rewritten. */
function errorsOf(text: string): string[] {
  const file = parseDockerfile(text);
  return [...file.errors, ...refusedInstructions(file), ...readStages(file).errors].map(({ message }) => message);
}

function marksOf(text: string): string[] {
  const { comments, directives } = parseDockerfile(text);
  return [...comments, ...directives].map(({ start, end }) => text.slice(start, end).trim()).toSorted();
}

/** The warnings of `docker build --check`, without their lines and words: a word of the old text may be another now. */
function warningsOf(text: string): string[] {
  return lint(parseDockerfile(text))
    .filter(({ tool }) => tool === 'buildkit')
    .map(({ id }) => id);
}

function added(before: readonly string[], after: readonly string[]): string[] {
  const left = [...after];
  for (const one of before) {
    const at = left.indexOf(one);
    if (at !== -1) left.splice(at, 1);
  }
  return left;
}

/** All that is wrong with what the rules make of a file. */
function problems({ text }: NamedDockerfile, level: number): string[] {
  const { draft, skipped } = composed(text, level);
  const after = draft.text;
  const broken = skipped.filter(({ why }) => why.startsWith('it broke') || why.startsWith('what it writes'));
  return [
    ...broken.map(({ rule, why }) => `${rule}: ${why}`),
    ...errorsOf(after).map((error) => `BuildKit refuses it: ${error}`),
    ...added(marksOf(after), marksOf(text)).map((mark) => `lost: ${mark}`),
    ...added(warningsOf(text), warningsOf(after)).map((warning) => `new warning: ${warning}`),
    // What is left as it is stays so.
    ...(after === text ? [] : unstable(text, after, level)),
  ];
}

function unstable(text: string, after: string, level: number): string[] {
  const again = composed(after, level).draft.text;
  return [
    ...(composed(text, level).draft.text === after ? [] : ['the second time it is another one']),
    ...(again === after ? [] : [`run on its own result it changes that:\n${again}`]),
  ];
}

/** The first has the rules that the text alone says most to, the last has all. */
const levels = variantNames
  .map((name, level) => [name, level] as const)
  .filter(([, level]) => level === 0 || level === variantNames.length - 1);

describe.each([
  ['cases', ruleCases()],
  ['files of people', dockerfilesOfPeople()],
])('%s', { timeout: 300_000 }, (_, files) => {
  const built = files.filter(({ text }) => errorsOf(text).length === 0);

  it.runIf(built.length > 0).each(levels)('are still Dockerfiles, complete and finished, as %s', (_, level) => {
    const found = built.flatMap((file) => problems(file, level).map((problem) => `${file.name}: ${problem}`));
    expect(found).toEqual([]);
  });
});
