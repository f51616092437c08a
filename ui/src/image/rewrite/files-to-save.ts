import type { ShownProject } from '@aligera/backend/src/project/handed-over.ts';
import type { ReadyRewrite, Variant } from '@aligera/backend/src/rewrite-answers.ts';

export interface FileToSave {
  readonly path: string;
  /** As it was read; null where there was none. */
  readonly before: string | null;
  readonly after: string;
}

export type Saving =
  | { readonly state: 'possible'; readonly folder: string; readonly files: readonly FileToSave[] }
  | { readonly state: 'impossible'; readonly why: string };

/** What a variant would write into the project's folder, or why it cannot. */
export function filesToSave(start: ReadyRewrite['start'], variant: Variant, project: ShownProject | null): Saving {
  const not = (why: string): Saving => ({ state: 'impossible', why });
  if (project === null) return not('Give the project folder first: nothing is known of it.');
  if (project.kind === 'dockerfile') return not('You gave a Dockerfile alone. Give its folder to save into it.');
  if (project.path === null) return not('It is not known where the folder is.');
  const known = new Map(project.reading.files.map((file) => [file.path, file]));
  const wanted = [
    ...(variant.dockerfile === start.text ? [] : [{ path: start.filename, after: variant.dockerfile }]),
    ...(variant.ignoreFile === null ? [] : [{ path: variant.ignoreFile.path, after: variant.ignoreFile.text }]),
  ];
  const files: FileToSave[] = [];
  for (const { path, after } of wanted) {
    const file = known.get(path);
    if (file !== undefined && file.text === null) return not(`${path} could not be read whole.`);
    const before = file?.text ?? null;
    // What was not UTF-8 was lost when it was read: written back, it would be gone.
    if (before?.includes('\ufffd')) return not(`${path} has bytes that are no UTF-8. Take the patch instead.`);
    if (!path.isWellFormed()) return not('A path has bytes that are no UTF-8. Take the patch instead.');
    files.push({ path, before, after });
  }
  return { state: 'possible', folder: project.path, files };
}
