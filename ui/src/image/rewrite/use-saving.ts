import type { ShownProject } from '@aligera/backend/src/project/handed-over.ts';
import type { ReadyRewrite, Variant } from '@aligera/backend/src/rewrite-answers.ts';
import { useState } from 'react';
import { useSave } from '../../api/save.ts';
import { filesToSave } from './files-to-save.ts';

export type Saving = ReturnType<typeof useSaving>;

/** What a variant would write into the project's folder, and the asking before it does. */
export function useSaving(start: ReadyRewrite['start'], variant: Variant, project: ShownProject | null) {
  const save = useSave();
  const [asking, setAsking] = useState(false);
  return {
    files: filesToSave(start, variant, project),
    save,
    asking,
    ask: () => {
      save.reset();
      setAsking(true);
    },
    stopAsking: () => setAsking(false),
  };
}
