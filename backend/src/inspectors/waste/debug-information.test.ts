import { expect, it } from 'vitest';
import { type ElfPlan, elfFile } from '../../../testing/elf-writer.ts';
import { sized, wasteIn } from '../../../testing/found-waste.ts';
import { file, whiteout } from '../../../testing/tar-writer.ts';

const debugBytes = 90_000;
const program = (plan: Partial<ElfPlan> = {}) =>
  elfFile({ type: 2, sections: [{ name: '.debug_info', bytes: Buffer.alloc(debugBytes, 'd') }], ...plan });

it('counts the sections that only debuggers read, not the whole program', async () => {
  const content = program();
  const { inspection, finding } = await wasteIn({
    layers: [[file('app/server', content), file('app/gone', content)], [whiteout('app/gone')]],
  });
  const found = finding('debug-information-kept');
  expect(content.length).toBeGreaterThan(debugBytes + 100);
  expect(found.files.map(({ path, bytes }) => [path, bytes])).toEqual([
    ['/app/server', debugBytes],
    ['/app/gone', debugBytes],
  ]);
  expect(found.bytes).toMatchObject({ live: debugBytes, reclaimable: debugBytes });
  expect(found.layers).toEqual([{ layer: 0, bytes: 2 * debugBytes }]);
  // The deleted program is a finding as a whole, too: each of its bytes counts once.
  const { total } = inspection.report;
  expect(total).toMatchObject({ live: debugBytes, reclaimable: content.length });
});

it('says nothing of objects, small rests and programs without them', async () => {
  const { paths } = await wasteIn({
    layers: [
      [
        file('app/x.o', program({ type: 1 })),
        file('app/stripped', program({ sections: [] })),
        file('app/small', program({ sections: [{ name: '.symtab', bytes: Buffer.alloc(3_000) }] })),
        sized('app/debug_info', 100_000),
      ],
    ],
  });
  expect(paths).toEqual(new Map());
});

it('finds core dumps by what they are', async () => {
  const { paths, finding } = await wasteIn({
    layers: [
      [file('app/core.17', elfFile({ type: 4 })), file('app/core', elfFile({ type: 2 })), sized('app/core.1', 100_000)],
    ],
  });
  expect(paths).toEqual(new Map([['core-dumps-left-behind', ['/app/core.17']]]));
  expect(finding('core-dumps-left-behind').confidence).toBe('certain');
});
