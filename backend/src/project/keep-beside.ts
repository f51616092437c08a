import { chmodSync, chownSync, constants, copyFileSync, linkSync, lstatSync, rmSync } from 'node:fs';
import { systemCode } from './unwritable.ts';

/** Of numbered copies; more are a sign of something else. */
const mostKept = 1000;

/** Keeps a file beside itself, under the first name that is free. @returns where @throws the system's error */
export function keepBeside(path: string): string {
  for (let number = 1; ; number++) {
    const name = `${path}.before-aligera${number === 1 ? '' : `.${number}`}`;
    try {
      linkOrCopy(path, name);
      return name;
    } catch (error) {
      if (systemCode(error) !== 'EEXIST' || number === mostKept) throw error;
    }
  }
}

/** What file systems without hardlinks, or rules about whose may be linked, say. */
const withoutLinks = new Set(['EPERM', 'EACCES', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EINVAL', 'EXDEV']);

/** Another name for a file, or a copy of it, never in place of something. @throws the system's error, as `EEXIST` */
export function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (error) {
    if (!withoutLinks.has(systemCode(error) ?? '')) throw error;
    copyFileSync(from, to, constants.COPYFILE_EXCL);
    try {
      const { uid, gid, mode } = lstatSync(from);
      if (process.getuid?.() === 0) chownSync(to, uid, gid);
      chmodSync(to, mode & 0o7777);
    } catch (second) {
      rmSync(to, { force: true });
      throw second;
    }
  }
}
