import { expect, it } from 'vitest';
import { textOnly } from '../../../testing/rewriting.ts';
import { Draft } from '../draft.ts';
import { Subject } from '../subject.ts';
import { calledPrograms } from './called-programs.ts';
import { fetchesWithGit } from './fetched-by-git.ts';

function called(run: string): string[] | string {
  const text = `FROM debian:13\nRUN ${run}\n`;
  const subject = new Subject(Draft.of(text), textOnly(text));
  const [, instruction] = subject.file.instructions;
  if (instruction === undefined) return 'no RUN';
  const programs = calledPrograms(subject, instruction);
  return typeof programs === 'string' ? programs : programs.map(({ name }) => name);
}

it('sees what wrappers and shells run', () => {
  expect(called('git clone x && env A=1 make')).toEqual(['git', 'env', 'make']);
  expect(called('bash -lc "cd /srv && wget x"')).toEqual(['cd', 'wget']);
  expect(called('["/usr/bin/git", "clone", "x"]')).toEqual(['/usr/bin/git']);
  expect(called('. /opt/venv/bin/activate && pip install x')).toEqual(['pip']);
  expect(called('node_modules/.bin/tsc && ./bin/rails assets:precompile')).toEqual([
    'node_modules/.bin/tsc',
    './bin/rails',
  ]);
});

it.each([
  ['./install.sh', 'runs ./install.sh, and what that runs is not known'],
  ['sh scripts/setup', 'runs scripts/setup, and what that runs is not known'],
  ['curl x | bash -', 'has bash run what it is handed, and what that runs is not known'],
  ['"$TOOL" build', 'runs a program that a variable names'],
  ['. "$HOME/.cargo/env"', 'and what that runs is not known'],
])('does not guess what %s runs', (run, why) => {
  expect(called(run)).toContain(why);
});

it.each([
  [['install', 'git+https://example.org/x'], null, true],
  [['install'], '{"repository": {"url": "git+https://example.org/x"}, "dependencies": {"a": "^1.0.0"}}', false],
  [['install'], '{"dependencies": {"a": "github:team/a"}}', true],
  [['install'], '{"dependencies": {"a": "git+ssh://git@example.org/a.git"}}', true],
] as const)('tells by words and manifests what is fetched with git: %s %s', (args, text, expected) => {
  expect(saidOf('npm', args, text)).toBe(expected);
  expect(saidOf('tsc', args, text)).toBe(false);
});

function saidOf(name: string, args: readonly string[], text: string | null): boolean {
  return fetchesWithGit({ name, args }, [{ path: 'web/package.json', text }]);
}
