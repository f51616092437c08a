import { expect, test } from 'vitest';
import { buildsOf } from './build-history.ts';
import type { BuildRecord } from './build-history-messages.ts';
import type { Digest } from './described-image.ts';

const digest = (digit: string): Digest => `sha256:${digit.repeat(64)}`;

function build(ref: string, results: readonly Digest[], { succeeded = true, completedAt = 0 } = {}): BuildRecord {
  return {
    ref,
    succeeded,
    createdAt: 0,
    completedAt,
    attributes: new Map(),
    results: new Set(results),
    attestations: [],
  };
}

const refs = (records: readonly BuildRecord[], id: Digest, manifest: Digest | null = null) =>
  buildsOf(records, { id, manifest }).map(({ ref }) => ref);

test('a build is known by the digest of what came out of it, whatever the image is called', () => {
  const records = [build('one', [digest('a')]), build('two', [digest('b')])];
  expect(refs(records, digest('b'))).toEqual(['two']);
  expect(refs(records, digest('c'))).toEqual([]);
});

test('of several that made the same image the newest comes first', () => {
  const records = [
    build('old', [digest('a')], { completedAt: 1 }),
    build('new', [digest('a')], { completedAt: 3 }),
    build('between', [digest('a')], { completedAt: 2 }),
  ];
  expect(refs(records, digest('a'))).toEqual(['new', 'between', 'old']);
});

test('a build that failed made nothing', () => {
  expect(refs([build('failed', [digest('a')], { succeeded: false })], digest('a'))).toEqual([]);
});

test('one with the same manifest serves only where none has the same index', () => {
  const records = [build('plain', [digest('m')]), build('attested', [digest('i')])];
  expect(refs(records, digest('i'), digest('m'))).toEqual(['attested']);
  expect(refs(records, digest('x'), digest('m'))).toEqual(['plain']);
});
