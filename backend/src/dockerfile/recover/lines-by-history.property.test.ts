import fc from 'fast-check';
import { expect, test } from 'vitest';
import { imageHistory, lineOf } from '../../../testing/histories.ts';
import { readGivenFile } from './given.ts';

/** An instruction, and the line that BuildKit writes for it. */
interface Made {
  readonly text: string;
  readonly line: string;
}

const run = (command: string): Made => ({ text: `RUN ${command}`, line: `+RUN /bin/sh -c ${command} # buildkit` });
const anyInstruction = fc.oneof(
  fc.nat(4).map((n) => run(`make ${n}`)),
  fc.nat(3).map((n): Made => ({ text: `COPY a${n} /$DIR`, line: `+COPY a${n} /d # buildkit` })),
  fc.nat(3).map((n): Made => ({ text: `ENV N=${n} M="a b"`, line: `ENV N=${n} M=a b` })),
  fc.constant<Made>({ text: 'WORKDIR /app', line: '+WORKDIR /app' }),
  fc.constant<Made>({ text: 'CMD ["a"]', line: 'CMD ["a"]' }),
);
const instructions = fc.array(anyInstruction, { maxLength: 8 });

/** An image, and how its Dockerfile may look by now. */
const changed = fc.record({ base: instructions, made: instructions }).chain(({ base, made }) =>
  fc.record({
    base: fc.constant(base),
    made: fc.constant(made),
    edits: fc.array(fc.tuple(fc.nat(made.length), fc.nat(2), anyInstruction), { maxLength: 3 }),
  }),
);

test('however a Dockerfile was changed, no layer is given to an instruction that does not read like what made it', () => {
  fc.assert(
    fc.property(changed, ({ base, made, edits }) => {
      const now = [...made];
      for (const [at, remove, added] of edits) now.splice(at, remove, ...(remove === 1 ? [] : [added]));
      const lines = [...base, ...made].map(({ line }) => lineOf(line));
      const layersOf = (some: readonly Made[]) => some.filter(({ line }) => line.startsWith('+'));
      const baseLayers = layersOf(base).length;
      const all = [...layersOf(base), ...layersOf(made)];
      const diffIds = all.map((_, i) => `sha256:${String(i).padStart(64, '0')}`);
      const image = {
        digests: [],
        platform: 'linux/amd64',
        layers: diffIds.map((diffId) => ({ diffId, digest: null })),
        history: imageHistory(lines),
      };
      const text = ['FROM base', ...now.map((one) => one.text), ''].join('\n');
      const file = { text, filename: 'Dockerfile', buildArgs: {}, target: null };
      const named = [{ references: ['base:latest'], diffIds: diffIds.slice(0, baseLayers) }];
      const { lines: map, exactness } = readGivenFile(file, image, named);
      for (const [layer, origin] of map.layers.entries()) {
        if (origin.kind === 'base') expect(layer).toBeLessThan(baseLayers);
        if (origin.kind === 'instruction') expect(now[origin.startLine - 2]?.line).toBe(all[layer]?.line);
      }
      const same = now.length === made.length && now.every(({ text: one }, i) => one === made[i]?.text);
      if (same) expect(['agrees', 'unproven']).toContain(exactness);
      if (exactness === 'agrees') expect(map.mismatch).toBeNull();
    }),
    { numRuns: 3000 },
  );
});
