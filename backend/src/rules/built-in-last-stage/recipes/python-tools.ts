import type { CatalogedPackage } from '../../../inspectors/package-catalog.ts';

/** Install packages, and are in every base that has Python. */
export const installers: ReadonlySet<string> = new Set(['pip', 'wheel']);

/**
 * Test, format and check code, with what they alone are made of. No program imports them to do its work: those that help
 * programs with tests of their own import them only then.
 */
const development: ReadonlySet<string> = new Set([
  'autoflake',
  'autopep8',
  'bandit',
  'black',
  'coverage',
  'flake8',
  'iniconfig',
  'isort',
  'mccabe',
  'mypy',
  'mypy-extensions',
  'nox',
  'pip-tools',
  'pluggy',
  'pre-commit',
  'pycodestyle',
  'pyflakes',
  'pylint',
  'pyright',
  'pytest',
  'pytest-asyncio',
  'pytest-cov',
  'pytest-django',
  'pytest-mock',
  'pytest-xdist',
  'execnet',
  'ruff',
  'tox',
  'twine',
  'yapf',
]);

/** PEP 503: case, and which of `-_.` stands in a name, do not count. */
export function normalName(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]+/g, '-');
}

/** Packages of one installation that only developers use, and that nothing else there needs. */
export function developmentTools(
  installed: readonly CatalogedPackage[],
  all: readonly CatalogedPackage[],
  named: ReadonlySet<string>,
): CatalogedPackage[] {
  let tools = installed.filter(({ name }) => development.has(normalName(name)) && !named.has(normalName(name)));
  for (;;) {
    const left = tools.filter(({ neededBy }) => neededBy.every((place) => tools.some((tool) => tool === all[place])));
    if (left.length === tools.length) return tools;
    tools = left;
  }
}
