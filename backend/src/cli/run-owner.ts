import { createHash, randomBytes } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/**
 * Whose things on the engine are whose: each run of the command line is an owner of its own, as another one may be at
 * work, and says in its name which process it is, so that the next run can tell whether it has ended.
 */
export function ownerOfRun(): string {
  return `command-line-${here()}-${process.pid}-${randomBytes(6).toString('hex')}`;
}

/** Whether an owner was a run of the command line on this machine whose process has gone; false where it is not known. */
export function hasEnded(owner: string): boolean {
  const [, where, pid] = /^command-line-([0-9a-f]{12})-(\d+)-[0-9a-f]+$/.exec(owner) ?? [];
  return where === here() && !runs(Number(pid));
}

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is there, and another user's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Where numbers of processes mean the same: containers may have the machine's name and other numbers. */
function here(): string {
  return createHash('sha256').update(`${hostname()} ${processNamespace()}`).digest('hex').slice(0, 12);
}

function processNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    // Not on Linux.
    return '';
  }
}
