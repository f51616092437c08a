import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inspected, inspectedImage } from '../../../testing/inspected.ts';
import { randomLayers } from '../../../testing/random-images.ts';
import { type Entry, file, hardlink, symlink, whiteout } from '../../../testing/tar-writer.ts';
import { claimPlaces } from './claims.ts';
import { matchFiles } from './place-matches.ts';
import { wasteFinders } from './waste-finders.ts';

/** Folders that kinds look for, and folders that they do not. */
const folder = fc.constantFrom(
  'tmp',
  'var/log/x',
  'var/lib/apt/lists',
  'root/.npm/_cacache/y',
  'app',
  'app/node_modules/p/test',
  'usr/share/doc/q',
);
const name = fc.constantFrom('a', 'b.js', 'b.js.map', 'c.pyc', 'c.py', 'lock', 'copyright', 'x.log', 'x.d.ts');
const path = fc.tuple(folder, name).map(([above, last]) => `${above}/${last}`);
const entry: fc.Arbitrary<Entry> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .tuple(path, fc.constantFrom(0, 10, 66_000, 66_000, 66_000, 1_050_000), fc.constantFrom('x', 'y'))
      .map(([at, bytes, seed]) => file(at, seed.repeat(bytes))),
  },
  { weight: 2, arbitrary: fc.tuple(path, path).map(([at, to]) => hardlink(at, to)) },
  { weight: 2, arbitrary: fc.tuple(path, fc.oneof(path, folder)).map(([at, to]) => symlink(at, `/${to}`)) },
  { weight: 2, arbitrary: fc.oneof(path, folder).map((at) => whiteout(at)) },
);
const wasteful = fc.array(fc.array(entry, { maxLength: 12 }), { minLength: 1, maxLength: 4 });

test('findings add up: each counts its files, and all together each file once', async () => {
  await fc.assert(
    fc.asyncProperty(wasteful, async (layers) => {
      const { report, findings, counter } = await inspected({ layers }, { finders: wasteFinders });
      const image = inspectedImage({ layers });
      const { entries, inodeEndedIn } = image.model.merged;
      const { storedBytes, liveBytes, reclaimableBytes } = image.model.accounting;
      const all = new Set<number>();
      for (const counted of findings) {
        const { finding, files } = counted;
        const shown = counter.shown(counted, 0, files.length);
        const bytes = shown.reduce((sum, one) => sum + one.bytes, 0);
        expect(new Set(files).size).toBe(files.length);
        expect(finding.bytes.live + finding.bytes.reclaimable).toBe(bytes);
        expect(finding.bytes.live).toBe(shown.filter(({ live }) => live).reduce((sum, one) => sum + one.bytes, 0));
        expect(finding.layers.reduce((sum, one) => sum + one.bytes, 0)).toBe(bytes);
        expect(bytes).toBeLessThanOrEqual(storedBytes);
        for (const one of files) all.add(one);
      }
      const sumOf = (live: boolean) =>
        [...all].filter((one) => (inodeEndedIn[one] === -1) === live).reduce((sum, one) => sum + entries.size(one), 0);
      expect(report.total).toMatchObject({ live: sumOf(true), reclaimable: sumOf(false) });
      expect(report.total.live).toBeLessThanOrEqual(liveBytes);
      expect(report.total.reclaimable).toBeLessThanOrEqual(reclaimableBytes);
      expect(report.problems).toEqual([]);
    }),
    { numRuns: 150 },
  );
});

test('of kinds that paths tell no file is of two, and what stays reachable elsewhere is of none', () => {
  const kinds = [['/a'], ['b'], ['c/d*'], ['*b']].map((places) => ({
    places,
    except: /^c$/,
    where: () => true,
  }));
  fc.assert(
    fc.property(randomLayers(), (layers) => {
      const { tree } = inspectedImage({ layers });
      const { merged } = tree;
      const claims = claimPlaces(tree, kinds, []);
      const matches = matchFiles(tree, claims, kinds.length);
      const files = matches.flatMap((match) => match.files);
      expect(new Set(files).size).toBe(files.length);
      for (const match of matches) {
        expect(match.bytes).toBe(match.files.reduce((sum, one) => sum + merged.entries.size(one), 0));
        expect([...match.folders.values()].reduce((sum, one) => sum + one.bytes, 0)).toBe(match.bytes);
      }
      const matched = new Set(files);
      for (let node = 1; node < merged.paths.count; node++) {
        const inode = tree.inode(node);
        if (claims.kind[node] === -1) expect(matched.has(inode)).toBe(false);
        else if (matched.has(inode)) expect(matches[claims.kind[node] ?? -1]?.files).toContain(inode);
      }
    }),
    { numRuns: 1_000 },
  );
});
