import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Store } from './store.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aligera-store-'));
});
afterEach(() => rm(folder, { recursive: true }));

const totals = {
  storedBytes: 10,
  liveBytes: 7,
  reclaimableBytes: 3,
  duplicateBytes: 0,
  compressedBytes: null,
  efficiency: 0.7,
};
const config = {
  architecture: 'amd64',
  os: 'linux',
  rootfs: { type: 'layers', diff_ids: [`sha256:${'a'.repeat(64)}` as const] },
  history: [{ created_by: 'COPY . /' }],
};

describe('the store', () => {
  it('remembers across restarts', () => {
    const first = new Store(folder);
    first.rememberTotals('one', totals);
    first.rememberConfig('sha256:x', config);
    first.close();
    const second = new Store(folder);
    expect([second.totals('one'), second.totals('two'), second.config('sha256:x')]).toEqual([totals, null, config]);
    second.close();
  });

  it('starts empty where its file is damaged', async () => {
    await writeFile(join(folder, 'aligera.sqlite'), 'this is no database, however long it goes on '.repeat(200));
    const store = new Store(folder);
    expect(store.totals('one')).toBeNull();
    store.rememberTotals('one', totals);
    expect(store.totals('one')).toEqual(totals);
    store.close();
  });

  it('serves two processes at once', () => {
    const one = new Store(folder);
    const two = new Store(folder);
    one.rememberTotals('a', totals);
    two.rememberTotals('b', totals);
    expect([two.totals('a'), one.totals('b')]).toEqual([totals, totals]);
    one.close();
    two.close();
  });
});
