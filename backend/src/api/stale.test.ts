import { expect, it } from 'vitest';
import { verdictOfKind } from '../../testing/verified.ts';
import type { EngineState } from '../answers.ts';
import type { VariantName } from '../rewrite-answers.ts';
import type { KeptVerification } from '../store/kept-verification.ts';
import { staleWords } from './stale.ts';

const engine: EngineState = {
  state: 'connected',
  version: '28.1',
  apiVersion: '1.49',
  platform: 'linux/amd64',
  imageStore: 'containerd',
  driver: 'overlayfs',
  foundBy: '',
};

const subject = { variant: 'tidy', original: '', texts: 't', context: null, engine: 'Docker 28.1, overlayfs' } as const;
const kept: KeptVerification = {
  job: {
    id: '0123456789ab',
    analysis: 'a',
    asked: { variant: 'slim', dropped: [], what: 'verdict', stepBack: true },
    askedAt: '2026-01-01T00:00:00.000Z',
    revision: 1,
    outcome: { state: 'done' },
    verdicts: [verdictOfKind('proven', { subject })],
    effects: null,
    notes: [],
  },
  about: { texts: 's', engine: 'Docker 28.1, overlayfs', project: 'p' },
};

interface Now {
  readonly engine: EngineState;
  readonly texts: Partial<Record<VariantName, string>>;
  readonly project: string | null;
}
const same: Now = { engine, texts: { slim: 's', tidy: 't' }, project: 'p' };

function stale(now: Partial<Now>, of: KeptVerification = kept): string[] {
  const { engine, texts, project } = { ...same, ...now };
  return staleWords(of, { engine, texts: (variant) => texts[variant] ?? null, project });
}

it('is not stale where all is the same, or nothing is known of it', () => {
  expect(stale({})).toEqual([]);
  expect(stale({ texts: {} })).toEqual([]);
  const absent = { code: 'engine-absent', message: '', hint: null } as const;
  expect(stale({ engine: { state: 'absent', failure: absent } })).toEqual([]);
  expect(stale({ project: 'q' }, { ...kept, about: null })).toEqual([]);
});

it('tells what changed: the texts of each variant that has a verdict, the folder, the engine', () => {
  expect(stale({ texts: { slim: 'x', tidy: 't' } })).toEqual([
    'The Dockerfile or the ignore file of slim is not the same any more.',
  ]);
  expect(stale({ texts: { slim: 's', tidy: 'x' } })).toEqual([
    'The Dockerfile or the ignore file of tidy is not the same any more.',
  ]);
  expect(stale({ project: 'q' })).toEqual(['The project’s folder was read again, and is not the same any more.']);
  expect(stale({ project: null })).toEqual(['The project’s folder is not handed over any more.']);
  expect(stale({ engine: { ...engine, version: '29.0' } })).toEqual([
    'It was verified on Docker 28.1, overlayfs; now it is Docker 29.0, overlayfs.',
  ]);
});

it('does not ask about a folder that was not built', () => {
  expect(stale({ project: 'q' }, { ...kept, about: { texts: 's', engine: subject.engine, project: null } })).toEqual(
    [],
  );
});
