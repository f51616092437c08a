import { expect, it } from 'vitest';
import { variantOf } from '../../testing/verified.ts';
import type { ReadyRewrite, Variant } from '../rewrite-answers.ts';
import type { EditEffect } from '../verify-answers.ts';
import { editEffects, type MeasuredBuild, unmeasured, variantWithout, withoutEdit } from './edit-effects.ts';

const never = new AbortController().signal;
const whole = variantOf('slim', ['a', 'b', 'c']);

const nothingLeft: ReadyRewrite = {
  state: 'ready',
  start: { filename: 'Dockerfile', text: 'FROM a', ignoreFile: null, reconstructed: null },
  today: null,
  variants: [],
  absent: [],
  rules: [],
};

async function effects(
  without: Record<string, Variant | null>,
  measured: (variant: Variant) => MeasuredBuild,
): Promise<EditEffect[]> {
  const told: EditEffect[] = [];
  const found = await editEffects(
    whole,
    async (edit) => without[edit] ?? null,
    async (variant) => measured(variant),
    (effect) => told.push(effect),
    never,
  );
  expect(told).toEqual(found);
  return found;
}

it('measures how much larger the image is without each edit', async () => {
  const sizes = { 'a b c': [100, 50], 'b c': [140, null], 'a c': [90, 52], 'a b': [100, 50] } as const;
  const found = await effects(
    { a: variantOf('slim', ['b', 'c']), b: variantOf('slim', ['a', 'c']), c: variantOf('slim', ['a', 'b']) },
    ({ edits }) => {
      const key = edits.map(({ id }) => id).join(' ');
      const [stored, compressed] = Object.entries(sizes).find(([name]) => name === key)?.[1] ?? [0, null];
      return { stored, compressed };
    },
  );
  expect(found).toEqual([
    { edit: 'a', outcome: { state: 'measured', stored: 40, compressed: null } },
    { edit: 'b', outcome: { state: 'measured', stored: -10, compressed: 2 } },
    { edit: 'c', outcome: { state: 'measured', stored: 0, compressed: 0 } },
  ]);
});

it('says why it does not know: nothing changes, others go with it, it does not build, nothing can be proposed', async () => {
  const cases = { a: { ...whole }, b: variantOf('slim', ['a']), c: variantOf('slim', ['a', 'b']) };
  const failing = ({ edits }: Variant) =>
    edits.length === 3 ? { stored: 1, compressed: 1 } : { why: 'it does not build: no such file' };
  const whys = (await effects(cases, failing)).map(({ outcome }) => 'why' in outcome && outcome.why);
  expect(whys).toEqual([
    'the Dockerfile is the same without it',
    '“edit c” cannot be done without it',
    'without it, it does not build: no such file',
  ]);
  expect((await effects({}, failing))[0]?.outcome).toEqual({
    state: 'unknown',
    why: 'nothing can be proposed without it',
  });
});

it('builds nothing more where the variant itself does not build', async () => {
  let built = 0;
  const found = await effects({ a: variantOf('slim', ['b', 'c']) }, () => {
    built++;
    return { why: 'it does not build: disk full' };
  });
  expect(built).toBe(1);
  expect(found.map(({ outcome }) => outcome)).toEqual(
    Array(3).fill({ state: 'unknown', why: 'with all edits, it does not build: disk full' }),
  );
});

it('tells those apart that were not measured any more', () => {
  const known: EditEffect = { edit: 'b', outcome: { state: 'measured', stored: 1, compressed: null } };
  expect(unmeasured(whole, [known], 'the time was up').map(({ edit }) => edit)).toEqual(['a', 'c']);
});

it('leaves out what would do the same in its place, too', async () => {
  const asked: string[] = [];
  const proposals: Record<string, Variant> = {
    a: variantOf('slim', ['x', 'b', 'c']),
    'a x': variantOf('slim', ['b', 'y', 'c']),
    'a x y': variantOf('slim', ['b', 'c']),
  };
  const other = await variantWithout(
    whole,
    'a',
    async (dropped) => {
      asked.push(dropped.join(' '));
      const found = proposals[dropped.join(' ')];
      return found === undefined ? { state: 'none', why: '' } : { ...nothingLeft, variants: [found] };
    },
    never,
  );
  expect(asked).toEqual(['a', 'a x', 'a x y']);
  expect(other?.edits.map(({ id }) => id)).toEqual(['b', 'c']);
});

it('takes the variant before where an edit was all that one did, and the start where nothing is left', () => {
  const rewrite = { ...nothingLeft, variants: [variantOf('tidy', ['a']), variantOf('distroless', ['a', 'd'])] };
  expect(withoutEdit(rewrite, 'distroless').variant).toBe('distroless');
  expect(withoutEdit(rewrite, 'multi-stage').variant).toBe('tidy');
  expect(withoutEdit(nothingLeft, 'slim')).toMatchObject({ dockerfile: 'FROM a', edits: [] });
});
