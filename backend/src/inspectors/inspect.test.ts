import { describe, expect, it } from 'vitest';
import { inspected, inspectedImage, type MadeImage } from '../../testing/inspected.ts';
import { type Entry, file, whiteout } from '../../testing/tar-writer.ts';
import { nodeAt } from '../image/image-model.ts';
import type { Finder, FoundPackage, PackageInspector } from './inspector.ts';
import { packagesAnswer } from './package-queries.ts';
import { packageTreemap } from './package-treemap.ts';

const bytes = (size: number, filler = 'x') => filler.repeat(size);

/** Two managers that own files by their first folder, one above the other. */
function owner(manager: 'dpkg' | 'npm', folder: string, names: readonly string[]): PackageInspector {
  return {
    manager,
    readers: [],
    find: ({ tree }) => ({
      packages: names.map((name, i): FoundPackage => {
        const node = tree.at(`${folder}/${name}`);
        return {
          name,
          version: '1',
          instance: '',
          path: `${folder}/${name}`,
          files: [...tree.below(node)].filter((below) => tree.isFile(below)),
          wanted: 'unknown',
          dependsOn: i === 0 ? [] : [i - 1],
          missingFiles: 0,
          evidence: [],
        };
      }),
    }),
  };
}

const wholeLayer: Entry[] = [
  file('usr/a/one', bytes(1000)),
  file('usr/a/nested/b/two', bytes(300, 'y')),
  file('usr/c/three', bytes(200, 'z')),
  file('free', bytes(50)),
];

const thing = (files: number[], instance = '') => ({
  instance,
  title: 'A thing',
  what: '',
  why: '',
  remedy: '',
  confidence: 'certain' as const,
  files,
  packages: [],
  evidence: [],
});

const made: MadeImage = {
  layers: [wholeLayer, [whiteout('free'), file('usr/a/four', bytes(10))]],
  base: {
    state: 'known',
    value: { layers: 1, name: 'base', digest: null, how: 'label', confidence: 'certain', alternatives: [] },
    evidence: [],
  },
};

const packageInspectors = [owner('dpkg', '/usr', ['a', 'c']), owner('npm', '/usr/a/nested', ['b'])];

describe('the packages of an image', () => {
  it('own bytes once in each sum, the most special owner having them in the areas', async () => {
    const { catalog, report } = await inspected(made, { packageInspectors, finders: [] });
    const { model } = inspectedImage(made);
    const answer = packagesAnswer(
      model,
      catalog,
      report.facts.base,
      {},
      { sort: 'bytes', direction: 'desc', offset: 0, limit: 10 },
    );
    expect(answer.packages.map(({ id, bytes: size, layer, inherited }) => [id, size, layer, inherited])).toEqual([
      ['dpkg:a@1', 1310, 0, true],
      ['npm:b@1', 300, 0, true],
      ['dpkg:c@1', 200, 0, true],
    ]);
    expect(answer.ownedBytes).toBe(1510);
    expect(answer.liveBytes).toBe(1510);
    expect(answer.byManager).toEqual([
      { manager: 'dpkg', packages: 2, bytes: 1510 },
      { manager: 'npm', packages: 1, bytes: 300 },
    ]);
    const areas = packageTreemap(model, catalog, 100);
    expect(areas.bytes).toBe(1510);
    expect(areas.children.map(({ manager, bytes: size }) => [manager, size])).toEqual([
      ['dpkg', 1210],
      ['npm', 300],
    ]);
  });

  it('are found by part of the name, by manager and by origin, page by page', async () => {
    const { catalog, report } = await inspected(made, { packageInspectors, finders: [] });
    const { model } = inspectedImage(made);
    const ids = (filter: Parameters<typeof packagesAnswer>[3], offset = 0, limit = 10) => {
      const page = { sort: 'name', direction: 'asc', offset, limit } as const;
      const answer = packagesAnswer(model, catalog, report.facts.base, filter, page);
      return [answer.total, ...answer.packages.map(({ name }) => name)];
    };
    expect(ids({ manager: 'dpkg' })).toEqual([2, 'a', 'c']);
    expect(ids({ name: 'B' })).toEqual([1, 'b']);
    expect(ids({ inherited: false })).toEqual([0]);
    expect(ids({}, 1, 1)).toEqual([3, 'b']);
  });

  it('know who needs them', async () => {
    const { catalog } = await inspected(made, { packageInspectors, finders: [] });
    expect(catalog.packages.map(({ name, neededBy }) => [name, neededBy])).toEqual([
      ['a', [1]],
      ['c', []],
      ['b', []],
    ]);
  });
});

describe('findings', () => {
  const finder = (rule: string, find: Finder['find']): Finder => ({ rule, group: 'waste', readers: [], find });

  it('count each file once, tell live from reclaimable and what is inherited, largest first', async () => {
    const all = finder('all-files', ({ model }) => {
      const files = Array.from({ length: model.merged.entries.count }, (_, entry) => entry).filter((entry) =>
        model.merged.entries.isFile(entry),
      );
      return [thing([...files, ...files])];
    });
    const gone = finder('gone', ({ model }) => [thing([...model.accounting.reclaimable])]);
    const { report } = await inspected(made, { packageInspectors: [], finders: [gone, all] });
    expect(report.findings.map(({ id, bytes: sums }) => [id, sums])).toEqual([
      ['all-files', { live: 1510, reclaimable: 50, inherited: 1550, estimatedTransfer: null }],
      ['gone', { live: 0, reclaimable: 50, inherited: 50, estimatedTransfer: null }],
    ]);
    expect(report.total).toEqual({ live: 1510, reclaimable: 50, inherited: 1550, estimatedTransfer: null });
    expect(report.findings[0]?.layers).toEqual([
      { layer: 0, bytes: 1550 },
      { layer: 1, bytes: 10 },
    ]);
  });

  it('go on where one inspector breaks, and say which', async () => {
    const broken: PackageInspector = {
      manager: 'npm',
      readers: [],
      find: () => {
        throw new TypeError('no such thing');
      },
    };
    const breaking = finder('breaking', () => {
      throw new RangeError('out of range');
    });
    const found = finder('found', () => [thing([])]);
    const { report, catalog } = await inspected(made, {
      packageInspectors: [broken, owner('dpkg', '/usr', ['a'])],
      finders: [breaking, found],
    });
    expect(catalog.packages).toHaveLength(1);
    expect(report.findings.map(({ rule }) => rule)).toEqual(['found']);
    expect(report.problems).toEqual([
      { inspector: 'npm', path: null, why: 'it broke: no such thing' },
      { inspector: 'breaking', path: null, why: 'it broke: out of range' },
    ]);
  });

  it('tell of a million problems the first, and how many more', async () => {
    const troubled: PackageInspector = {
      manager: 'npm',
      readers: [],
      find: () => ({
        packages: [],
        problems: Array.from({ length: 1_000_000 }, (_, i) => ({ path: `/${i}`, why: 'damaged' })),
      }),
    };
    const { report } = await inspected(made, { packageInspectors: [troubled], finders: [] });
    expect(report.problems).toHaveLength(201);
    expect(report.problems.at(-1)?.why).toBe('999800 more files could not be read');
  });
});

it('colours a folder by what most of its live bytes belong to', async () => {
  const finder: Finder = {
    rule: 'large',
    group: 'waste',
    readers: [],
    find: ({ tree }) => [thing([tree.inode(tree.at('/usr/a/one'))])],
  };
  const { colourOf } = await inspected(made, { packageInspectors, finders: [finder] });
  const { model } = inspectedImage(made);
  const colour = (path: string) => Object.values(colourOf(nodeAt(model.merged, path)));
  expect(colour('/')).toEqual(['dpkg', 'large']);
  expect(colour('/usr/a/nested')).toEqual(['npm', null]);
  expect(colour('/usr/c')).toEqual(['dpkg', null]);
});
