import type { ShownProject } from '@aligera/backend/src/project/handed-over.ts';
import type { Variant } from '@aligera/backend/src/rewrite-answers.ts';
import { expect, it } from 'vitest';
import { filesToSave } from './files-to-save.ts';

const start = { filename: 'Dockerfile', text: 'FROM a\n', ignoreFile: null, reconstructed: null };
const variant: Variant = {
  variant: 'tidy',
  dockerfile: 'FROM b\n',
  ignoreFile: { path: '.dockerignore', text: 'x\n' },
  patch: '',
  edits: [],
  skipped: [],
  predicted: null,
  removes: null,
  notes: [],
};

function folder(path: string | null, text: string | null): ShownProject {
  return {
    kind: 'folder',
    path,
    isCompared: false,
    reading: {
      version: 1,
      files: [{ path: 'Dockerfile', kind: 'dockerfile', bytes: 7, text, withheld: text === null ? 'too-large' : null }],
      filesLeftOut: 0,
      stoppedBy: null,
      unreadable: { count: 0, some: [] },
      context: null,
    },
  };
}

it('names what is replaced, and what is new', () => {
  expect(filesToSave(start, variant, folder('/p', 'FROM a\n'))).toEqual({
    state: 'possible',
    folder: '/p',
    files: [
      { path: 'Dockerfile', before: 'FROM a\n', after: 'FROM b\n' },
      { path: '.dockerignore', before: null, after: 'x\n' },
    ],
  });
});

it('writes no file that the variant leaves as it is', () => {
  const same = filesToSave(start, { ...variant, dockerfile: start.text }, folder('/p', 'FROM a\n'));
  expect(same.state === 'possible' && same.files.map(({ path }) => path)).toEqual(['.dockerignore']);
});

it.each([
  [null, /folder first/],
  [{ kind: 'dockerfile', name: 'Dockerfile', text: 'FROM a\n' } as const, /Dockerfile alone/],
  [folder(null, 'FROM a\n'), /not known where/],
  [folder('/p', null), /read whole/],
  [folder('/p', 'FROM \ufffd\n'), /no UTF-8/],
])('says why it cannot (%#)', (project, why) => {
  const saving = filesToSave(start, variant, project);
  expect(saving.state === 'impossible' && saving.why).toMatch(why);
});
