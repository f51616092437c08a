import { lstat, realpath } from 'node:fs/promises';
import path from 'node:path';
import { type ArchiveFiles, type FilePlace, leadsOut, segmentsInside } from './archive-files.ts';

/** The files of an OCI layout on disk, or of an archive that was unpacked. */
export async function openFolderFiles(folder: string, title: string): Promise<ArchiveFiles> {
  const root = await realpath(folder);
  return {
    title,
    async find(name: string): Promise<FilePlace | null> {
      const segments = segmentsInside(name);
      if (segments === null) throw leadsOut(title, name);
      const target = await realpath(path.join(root, ...segments)).catch(absent);
      if (target === null) return null;
      if (!target.startsWith(root + path.sep)) throw leadsOut(title, name);
      const found = await lstat(target);
      // Anything else, as a pipe, would never come to an end.
      return found.isFile() ? { path: target, offset: 0, size: found.size } : null;
    },
  };
}

function absent(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
  throw error;
}
