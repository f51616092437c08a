import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeOciArchive } from '../testing/archive-builder.ts';
import { buildImage, buildLayer } from '../testing/image-builder.ts';
import { dir, type Entry, file } from '../testing/tar-writer.ts';
import { MeasuredService } from './service.ts';

const entries = 1_000_000;
const filesInFolder = 200;

/** The service's peak memory for an archive with one layer of a million entries. */
export async function benchArchive(): Promise<{ entries: number; seconds: number; peakMegabytes: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'aligera-bench-'));
  try {
    const samples = join(folder, 'samples');
    await mkdir(samples);
    const image = buildImage([await buildLayer(manyFiles())]);
    await writeOciArchive(join(samples, 'million.tar'), [{ image, references: ['million:1'] }]);
    let seconds = 0;
    const options = { data: join(folder, 'data'), dockerHost: `unix://${join(folder, 'none.sock')}`, samples };
    const peakMegabytes = await MeasuredService.during(options, async (service) => {
      seconds = await service.analyze({ kind: 'archive', archive: 'sample-million.tar', image: 0 });
    });
    return { entries, seconds, peakMegabytes };
  } finally {
    await rm(folder, { recursive: true });
  }
}

function* manyFiles(): Generator<Entry> {
  for (let i = 0; i < entries; i++) {
    const folder = `usr/lib/node_modules/package-${Math.floor(i / filesInFolder)}`;
    if (i % filesInFolder === 0) yield dir(folder);
    else yield file(`${folder}/module-${i}.js`, i % 4 === 0 ? `export default ${i};\n` : '');
  }
}
