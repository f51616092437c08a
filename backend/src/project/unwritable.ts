import { Failure, type FailureCode } from '../failure.ts';

const reasons: Readonly<Record<string, readonly [FailureCode, string]>> = {
  EROFS: ['permission-denied', 'the folder is read-only'],
  EACCES: ['permission-denied', 'the system does not let it be written'],
  EPERM: ['permission-denied', 'the system does not let it be written with its owner and mode'],
  ENOSPC: ['limit-exceeded', 'the disk is full'],
  EDQUOT: ['limit-exceeded', 'the disk’s quota is used up'],
  ENOENT: ['not-found', 'its folder is not there'],
  ENOTDIR: ['not-found', 'its folder is not there'],
  ELOOP: ['not-found', 'it leads in a circle of symlinks'],
  ENAMETOOLONG: ['bad-request', 'its path is too long'],
};

/** @throws what is no error of the system */
export function notWritten(path: string, error: unknown): Failure {
  if (error instanceof Failure) return error;
  const code = systemCode(error);
  if (code === null) throw error;
  const [failure, why] = reasons[code] ?? ['not-supported', `the system says ${code}`];
  return new Failure(failure, `${path} cannot be written: ${why}; nothing was written`, { cause: error });
}

export function systemCode(error: unknown): string | null {
  return error instanceof Error && 'code' in error && 'syscall' in error ? String(error.code) : null;
}
