import { expect, it } from 'vitest';
import { debianBase } from '../../testing/known-base.ts';
import { type MadeRewriting, madeParts } from '../../testing/rewriting.ts';
import { file } from '../../testing/tar-writer.ts';
import type { RecoveryAnswer } from '../recovery-answers.ts';
import type { ReadyRewrite, VariantName } from '../rewrite-answers.ts';
import type { Effect, Rule } from '../rules/rule.ts';
import { safe, skipped } from '../rules/rule.ts';
import { rewriteDockerfile } from './rewrite.ts';

const base = debianBase('debian:13-slim', { stored: { bytes: 4000, low: 4000, high: 4000 } });
const made: MadeRewriting = {
  dockerfile: 'FROM debian:13\nRUN one\nRUN two\n',
  ownFrom: 1,
  layersOfLines: { 2: [1], 3: [2] },
  layers: [
    [file('usr/base', 'x'.repeat(9000))],
    [file('var/cache', 'x'.repeat(500)), file('app/one', 'x'.repeat(100))],
    [file('app/two', 'x'.repeat(200))],
  ],
};

/** Adds a comment line at the end, with these effects. */
function noting(id: string, level: VariantName, effects: (path: (path: string) => number[]) => Effect[]): Rule {
  return {
    id,
    level,
    title: id,
    suggest: ({ text, image }) => {
      if (text.includes(`# ${id}`) || image === null) return [];
      const entries = (path: string) => [image.tree.inode(image.tree.at(path))];
      const end = text.length;
      return [
        {
          kind: 'suggestion',
          anchor: '',
          title: id,
          reason: `because of ${id}`,
          evidence: [],
          risk: safe,
          edits: [{ start: end, end, text: `# ${id}\n` }],
          effects: effects(entries),
          notes: [`note of ${id}`],
        },
      ];
    },
  };
}

const rules: readonly Rule[] = [
  noting('cleans', 'tidy', (entries) => [{ kind: 'removes', files: entries('/var/cache') }]),
  noting('splits', 'multi-stage', (entries) => [{ kind: 'new-stage', base, files: entries('/app/two') }]),
  { id: 'unsure', level: 'distroless', title: '', suggest: () => [skipped(null, 'it needs a shell')] },
];

const recovered = (text: string): RecoveryAnswer['dockerfile'] => ({
  state: 'recovered',
  source: 'file',
  exactness: 'exact',
  text,
  filename: 'Dockerfile',
  buildArgs: {},
  target: null,
  context: null,
  baseImages: [],
  build: null,
  lines: { how: 'none', instructions: [], layers: [], mismatch: null },
  notes: [],
  rejected: [],
});

async function ready(dropped: readonly string[] = []): Promise<ReadyRewrite> {
  const { image, bases } = await madeParts(made);
  const parts = { dockerfile: recovered(made.dockerfile), image, project: null, bases, dropped: new Set(dropped) };
  const answer = rewriteDockerfile(parts, rules);
  if (answer.state === 'none') throw new Error(answer.why);
  return answer;
}

it('composes each variant of all rules up to its level, and says why one is not there', async () => {
  const { variants, absent, today } = await ready();
  expect(variants.map(({ variant, edits }) => [variant, edits.map(({ id }) => id)])).toEqual([
    ['tidy', ['cleans']],
    ['multi-stage', ['cleans', 'splits']],
  ]);
  expect(absent).toEqual([
    { variant: 'slim', why: 'nothing worth doing' },
    { variant: 'distroless', why: 'it needs a shell' },
  ]);
  expect(today?.stored).toBe(9800);
});

it('predicts from the image’s own files what each variant stores, and what each edit saves', async () => {
  const { variants } = await ready();
  expect(variants.map(({ predicted }) => predicted?.stored.bytes)).toEqual([9300, 4200]);
  expect(variants[1]?.edits.map(({ saves }) => saves?.stored)).toEqual([500, 5100]);
  for (const { predicted } of variants) {
    expect(predicted?.stored.low).toBeLessThanOrEqual(predicted?.stored.bytes ?? 0);
    expect(predicted?.stored.high).toBeGreaterThanOrEqual(predicted?.stored.bytes ?? 0);
  }
});

it('recomputes without what a person dropped', async () => {
  const { variants, rules: told } = await ready(['cleans']);
  expect(variants.map(({ variant, dockerfile }) => [variant, dockerfile])).toEqual([
    ['multi-stage', `${made.dockerfile}# splits\n`],
  ]);
  expect(told.find(({ id }) => id === 'cleans')?.off).toBe(true);
});

it('writes a patch that tells of nothing but what changes', async () => {
  const { variants } = await ready();
  expect(variants[0]?.patch).toBe(
    '--- a/Dockerfile\n+++ b/Dockerfile\n@@ -1,3 +1,4 @@\n FROM debian:13\n RUN one\n RUN two\n+# cleans\n',
  );
});

it('is the same each time', async () => {
  expect(await ready()).toEqual(await ready());
});

it('leaves alone what it cannot or must not rewrite, and says why', async () => {
  const { image, bases } = await madeParts(made);
  const rewritten = (dockerfile: RecoveryAnswer['dockerfile'], of = image) => {
    const answer = rewriteDockerfile({ dockerfile, image: of, project: null, bases, dropped: new Set() }, rules);
    return answer.state === 'none' ? answer.why : answer.state;
  };
  expect(rewritten({ state: 'none', why: 'nobody wrote it down', rejected: [] })).toContain('nobody wrote it down');
  expect(rewritten(recovered('FROM a\nRUM b\n'))).toContain('line 2');
  expect(rewritten(recovered(`FROM a\n${'RUN b\n'.repeat(2000)}`))).toContain('too long');
  if (image === null) throw new Error('no image');
  expect(rewritten(recovered(made.dockerfile), { ...image, platform: 'windows/amd64' })).toContain('Windows');
});
