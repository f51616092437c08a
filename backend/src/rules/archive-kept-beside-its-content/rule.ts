import { runsOfImage, stagesOfImage } from '../image-stages.ts';
import { nextRun } from '../merge-runs.ts';
import type { Rule } from '../rule.ts';
import { addedArchive } from './added.ts';
import { copiedArchive } from './copied.ts';
import { afterDownload } from './fetched.ts';
import { unpackingsOf } from './unpacking.ts';

export const archiveKeptBesideItsContent: Rule = {
  id: 'archive-kept-beside-its-content',
  level: 'tidy',
  title: 'Store what was in archives, and not the archives',
  suggest: (subject) => {
    const runs = runsOfImage(subject);
    const fetched = runs.flatMap((run, i) => {
      const before = runs[i - 1];
      const adjacent = before !== undefined && nextRun(subject, before) === run ? before : null;
      return unpackingsOf(subject, run).flatMap((unpacking) => afterDownload(subject, unpacking, adjacent) ?? []);
    });
    const brought = stagesOfImage(subject).flatMap((stage) =>
      stage.instructions.flatMap((one) => {
        if (one.name === 'COPY') return copiedArchive(subject, stage, one) ?? [];
        return one.name === 'ADD' ? (addedArchive(subject, stage, one) ?? []) : [];
      }),
    );
    return [...fetched, ...brought];
  },
};
