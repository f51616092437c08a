import fc from 'fast-check';
import { expect, it } from 'vitest';
import { programVersionReader } from './version-in-program.ts';

const reader = programVersionReader({
  id: 'test/version',
  version: 1,
  where: () => true,
  mark: () => 'tool/v',
  after: /^(\d+\.\d+)\0/,
});

/** What is read of a program that passes by in pieces of these sizes, the last one over and over. */
function read(content: string, sizes: readonly number[]): string | null {
  const bytes = Buffer.from(content, 'latin1');
  const sink = reader.open({ path: '/bin/tool', name: 'tool', size: bytes.length, mode: 0o755 });
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[Math.min(i, sizes.length - 1)] ?? bytes.length;
    // A copy that is overwritten afterwards, as pieces are valid during the call only.
    const piece = Buffer.from(bytes.subarray(at, at + size));
    sink.push(piece);
    piece.fill(0xff);
    at += size;
  }
  return sink.end();
}

it('finds the version after the mark, and passes by marks without one', () => {
  expect(read('\x7fELF tool/v tool/vX tool/v1.2\0 tool/v3.4\0', [1_000])).toBe('1.2');
  expect(read('\x7fELF tool/v1.2', [1_000])).toBeNull();
  expect(read('', [1])).toBeNull();
});

it('finds it wherever the pieces are cut', () => {
  const content = `\x7fELF${'x'.repeat(100)}tool/vtool/tool/v12.34\0${'y'.repeat(100)}`;
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 120 }), { minLength: 1 }), (sizes) => {
      expect(read(content, sizes)).toBe('12.34');
    }),
  );
});
