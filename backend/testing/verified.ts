import type { SuggestedEdit, Variant, VariantName } from '../src/rewrite-answers.ts';
import type { MeasuredImage, Verdict, VerdictKind } from '../src/verify-answers.ts';

/** A variant and a verdict with nothing in them but what a test names. */

function editOf(id: string): SuggestedEdit {
  const { title, reason } = { title: `edit ${id}`, reason: '' };
  return {
    id,
    rule: id,
    title,
    reason,
    evidence: [],
    risk: { kind: 'safe' },
    from: [],
    to: [],
    ignored: [],
    saves: null,
  };
}

/** @param edits IDs; each is a line of the Dockerfile */
export function variantOf(variant: VariantName, edits: readonly string[]): Variant {
  const dockerfile = ['FROM scratch', ...edits.map((edit) => `LABEL ${edit}=1`)].join('\n');
  const nothing = { patch: '', skipped: [], predicted: null, removes: null, notes: [] };
  return { ...nothing, variant, dockerfile, ignoreFile: null, edits: edits.map(editOf) };
}

const before: MeasuredImage = {
  id: 'sha256:0',
  stored: 1,
  compressed: null,
  onDisk: null,
  layers: 1,
  files: 1,
  packages: 0,
  setuidFiles: null,
  shells: null,
  runsAsRoot: null,
};

export function verdictOfKind(kind: VerdictKind, more: Partial<Verdict> = {}): Verdict {
  return {
    kind,
    subject: { variant: 'tidy', original: 'sha256:0', texts: '', context: null, engine: 'Docker 1, overlay2' },
    sentences: [],
    likelyCause: null,
    at: '2026-01-01T00:00:00.000Z',
    before,
    after: null,
    build: { steps: [], context: null },
    failure: null,
    comparison: null,
    lastLines: null,
    left: [],
    ...more,
  };
}
