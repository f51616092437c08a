import { expect, it } from 'vitest';
import type { CatalogedPackage } from '../package-catalog.ts';
import { onlyNeededBy } from './only-needed-by.ts';

type Plan = Readonly<Record<string, { needs?: string[]; wanted?: CatalogedPackage['wanted']; essential?: boolean }>>;

/** Names of what goes, for packages that are there for others unless the plan says otherwise. */
function going(plan: Plan, unwanted: string[], kept: string[] = []): string[] {
  const names = Object.keys(plan);
  const packages = names.map((name, place): CatalogedPackage => {
    const { needs = [], wanted = 'dependency', essential = false } = plan[name] ?? {};
    const neededBy = names.flatMap((other, i) => (plan[other]?.needs?.includes(name) && i !== place ? [i] : []));
    return {
      ...{ id: name, manager: 'dpkg', name, version: '1', instance: '', path: null, files: [], wanted, essential },
      ...{
        dependsOn: needs.map((one) => names.indexOf(one)),
        neededBy,
        recommends: [],
        missingFiles: 0,
        evidence: [],
        bytes: 0,
        layer: null,
      },
    };
  });
  const places = (of: string[]) => of.map((name) => names.indexOf(name));
  return [...onlyNeededBy(packages, places(unwanted), places(kept))].map((place) => names[place] ?? '').sort();
}

it('takes along what was installed for them alone, at any distance', () => {
  expect(going({ gcc: { needs: ['cpp'] }, cpp: { needs: ['isl'] }, isl: {}, other: {} }, ['gcc'])).toEqual([
    'cpp',
    'gcc',
    'isl',
  ]);
});

it('leaves what another package needs, and all that this needs', () => {
  const plan = {
    gcc: { needs: ['perl', 'isl'] },
    perl: { needs: ['gdbm'] },
    gdbm: {},
    isl: {},
    app: { needs: ['perl'] },
  };
  expect(going(plan, ['gcc'])).toEqual(['gcc', 'isl']);
});

it('leaves what was asked for otherwise, or nobody knows why it is there', () => {
  const plan: Plan = {
    gcc: { needs: ['curl', 'git', 'isl'] },
    curl: { wanted: 'asked-for' },
    git: { wanted: 'unknown' },
    isl: {},
  };
  expect(going(plan, ['gcc'])).toEqual(['gcc', 'isl']);
});

it('lets a circle go together, and stay together', () => {
  const circle = { gcc: { needs: ['a'] }, a: { needs: ['b'] }, b: { needs: ['a'] } };
  expect(going(circle, ['gcc'])).toEqual(['a', 'b', 'gcc']);
  expect(going({ ...circle, app: { needs: ['b'] } }, ['gcc'])).toEqual(['gcc']);
});

it('leaves an unwanted package that a wanted one needs', () => {
  expect(
    going({ git: { needs: ['curl'] }, curl: {}, deploy: { needs: ['git'], wanted: 'asked-for' } }, ['git']),
  ).toEqual([]);
});

it('leaves what must stay and what is essential, with all that they need', () => {
  const plan = {
    dev: { needs: ['lib'] },
    lib: { needs: ['deep'] },
    deep: {},
    tool: { needs: ['base'] },
    base: { essential: true },
  };
  expect(going(plan, ['dev', 'tool'], ['lib'])).toEqual(['dev', 'tool']);
});

it('follows long chains and large circles in linear time', () => {
  const names = Array.from({ length: 20_000 }, (_, i) => `p${i}`);
  const packages = names.map((name, i): CatalogedPackage => {
    const last = names.length - 1;
    return {
      ...{ id: name, manager: 'dpkg', name, version: '1', instance: '', path: null, files: [], wanted: 'dependency' },
      ...{ dependsOn: [i === last ? 0 : i + 1], neededBy: [i === 0 ? last : i - 1] },
      ...{ recommends: [], missingFiles: 0, evidence: [], bytes: 0, layer: null },
    };
  });
  expect(onlyNeededBy(packages, [5], []).size).toBe(names.length);
  expect(onlyNeededBy(packages, [5], [77]).size).toBe(0);
});
