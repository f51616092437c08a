import type { AskedPaths } from '../../project/asked-paths.ts';
import { choosePacked, type TextFile } from '../../project/choose-packed.ts';
import { packContext } from '../../project/pack-context.ts';
import { contextLimits } from '../../project/read-context.ts';
import type { BuildContextReport } from '../../verify-answers.ts';

/** What of a context is to be sent, and the texts that take the place of what is there. */
export interface ContextQuestion {
  readonly dockerfile: TextFile;
  readonly ignoreFile: TextFile | null;
  readonly asked: AskedPaths;
}

export interface OpenContext {
  readonly archive: AsyncIterable<Uint8Array>;
  readonly report: BuildContextReport;
}

/** Where a build's files come from. */
export type ContextSource = (question: ContextQuestion, signal: AbortSignal) => Promise<OpenContext>;

/** A folder that this process can read. */
export function folderContext(folder: string): ContextSource {
  return async (question, signal) => {
    const packed = await choosePacked({ folder, ...question, limits: contextLimits }, signal);
    const { files, bytes, dockerfileComesAlong } = packed;
    const notes = dockerfileComesAlong ? [comesAlong(question.dockerfile)] : [];
    return { archive: packContext(folder, packed, signal), report: { kind: 'folder', files, bytes, notes } };
  };
}

export function comesAlong({ path }: TextFile): string {
  return `The ignore file keeps ${path} out, but the engine reads it from the context: what copies everything copies it, too.`;
}
