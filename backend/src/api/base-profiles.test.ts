import { expect, it } from 'vitest';
import { analyzedMade } from '../../testing/inspected.ts';
import { file } from '../../testing/tar-writer.ts';
import type { AnalyzedImage } from '../analyze.ts';
import { Failure } from '../failure.ts';
import { BaseProfiles } from './base-profiles.ts';

const { signal } = new AbortController();

/** An engine with one image, under every name but `missing`. */
async function looking() {
  const { described, model, inspection } = await analyzedMade({ layers: [[file('etc/hello', 'hello')]] });
  const none = 'a base is not asked for its own';
  const analyzed: AnalyzedImage = {
    described,
    model,
    inspection,
    engine: null,
    recovery: {
      dockerfile: { state: 'none', why: none, rejected: [] },
      boundary: { state: 'unknown', why: none, alternatives: [] },
    },
  };
  const seen: string[] = [];
  const profiles = new BaseProfiles({
    describe: async (reference) => {
      if (reference === 'missing') throw new Failure('image-not-found', 'there is no such image');
      if (reference === 'left') throw new Failure('cancelled', 'cancelled');
      return reference === 'other' ? { ...described, id: `sha256:${'1'.repeat(64)}` } : described;
    },
    analyze: async (image) => {
      seen.push(image.id);
      return analyzed;
    },
  });
  return { profiles, seen, id: described.id };
}

it('looks into an image once, whatever it is called', async () => {
  const { profiles, seen, id } = await looking();
  const all = await Promise.all(
    ['node:24', 'node:24.1', 'node:24'].map((name) => profiles.profile(name, 'linux/amd64', signal)),
  );
  expect(all.map((one) => one?.reference)).toEqual(['node:24', 'node:24.1', 'node:24']);
  expect(all.map((one) => one?.hasPath('/etc/hello'))).toEqual([true, true, true]);
  expect(seen).toEqual([id]);
  await profiles.profile('other', 'linux/amd64', signal);
  expect(seen).toHaveLength(2);
});

it('knows nothing of an image that is not there, and goes on', async () => {
  const { profiles } = await looking();
  expect(await profiles.profile('missing', 'linux/amd64', signal)).toBeNull();
  expect(await profiles.profile('node:24', 'linux/amd64', signal)).not.toBeNull();
  await expect(profiles.profile('left', 'linux/amd64', signal)).rejects.toThrow('cancelled');
});
