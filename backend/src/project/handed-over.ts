import { z } from 'zod';
import { Failure } from '../failure.ts';
import { type ContextReading, projectReadingSchema } from './reading.ts';

/** What a person handed over for an image: the project's folder as it was read, or a Dockerfile alone. */
export const handedOverSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('folder'),
    /** Where the folder is on the person's machine, to show it; null where that is not known. */
    path: z
      .string()
      .max(1 << 16)
      .nullable(),
    reading: projectReadingSchema,
  }),
  z.object({
    kind: z.literal('dockerfile'),
    /** The file's name, or what to call a text that was pasted. */
    name: z.string().min(1).max(1000),
    text: z.string(),
  }),
]);
export type HandedOver = z.infer<typeof handedOverSchema>;

/** The same without the contents' hashes, which only the service needs. */
export type ShownProject =
  | Extract<HandedOver, { kind: 'dockerfile' }>
  | (Omit<Extract<HandedOver, { kind: 'folder' }>, 'reading'> & {
      readonly reading: Omit<Extract<HandedOver, { kind: 'folder' }>['reading'], 'context'> & {
        readonly context: Omit<ContextReading, 'hashes'> | null;
      };
      /** Whether it can be told what of the context landed in the image. */
      readonly isCompared: boolean;
    });

export function shownProject(project: HandedOver): ShownProject {
  if (project.kind === 'dockerfile') return project;
  const { context, ...reading } = project.reading;
  if (context === null) return { ...project, reading: { ...reading, context: null }, isCompared: false };
  const { hashes, ...shown } = context;
  return { ...project, reading: { ...reading, context: shown }, isCompared: hashes !== null };
}

/** The Dockerfile that was handed over: of a folder the one that its context was measured with, else the first. */
export function dockerfileOf(project: HandedOver): { readonly filename: string; readonly text: string } | null {
  if (project.kind === 'dockerfile') return { filename: project.name, text: project.text };
  const { files, context } = project.reading;
  const dockerfiles = files.filter(({ kind, text }) => kind === 'dockerfile' && text !== null);
  const chosen = dockerfiles.find(({ path }) => path === context?.dockerfile) ?? dockerfiles[0];
  return chosen === undefined ? null : { filename: chosen.path, text: chosen.text ?? '' };
}

const mostBytes = 1_000_000;

/** @throws Failure `limit-exceeded`, `bad-request` for what cannot be a Dockerfile */
export function checkDockerfileText(text: string): void {
  const bytes = Buffer.byteLength(text);
  if (bytes > mostBytes) {
    throw new Failure('limit-exceeded', `the Dockerfile has ${bytes} bytes; at most ${mostBytes} are read`);
  }
  if (text.includes('\0')) {
    throw new Failure('bad-request', 'the file is no text: it has a zero byte', { hint: 'Choose a Dockerfile.' });
  }
  if (text.trim() === '') throw new Failure('bad-request', 'the Dockerfile is empty');
}
