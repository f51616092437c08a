import { expect, it } from 'vitest';
import { elfFile } from '../../../testing/elf-writer.ts';
import { rewrittenBy } from '../../../testing/rewriting.ts';
import { file } from '../../../testing/tar-writer.ts';
import { debugInformationLinkedIn } from './rule.ts';

const executable = { mode: 0o755 };
const debug = { name: '.debug_info', bytes: Buffer.alloc(900_000, 7) };

async function told(run: string, program: Buffer): Promise<string> {
  const { draft } = await rewrittenBy(debugInformationLinkedIn, {
    dockerfile: `FROM gcc:14\n${run}\nCMD ["/app/shop"]\n`,
    config: { Cmd: ['/app/shop'] },
    layers: [[file('usr/bin/strip', elfFile({ type: 2 }), executable)], [file('app/shop', program, executable)]],
    ownFrom: 1,
    layersOfLines: { 2: [1] },
  });
  return draft.text.split('\n')[1] ?? '';
}

const program = elfFile({ type: 2, sections: [debug] });

it('strips a program in the RUN that makes it', async () => {
  expect(await told('RUN make', program)).toMatch(/^RUN make && strip .*\/app\/shop$/);
});

it('is silent where there is nothing to save, where it is stripped already, and where nothing compiles', async () => {
  expect(await told('RUN make', elfFile({ type: 2 }))).toBe('RUN make');
  expect(await told('RUN make && strip app/shop', program)).toBe('RUN make && strip app/shop');
  expect(await told('COPY shop /app/shop', program)).toBe('COPY shop /app/shop');
});
