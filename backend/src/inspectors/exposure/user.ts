import { noNode } from '../../image/merge.ts';
import { wholeFileReader } from '../../readings/file-reader.ts';
import type { InspectedImage } from '../inspected-image.ts';

interface Account {
  readonly uid: number;
  readonly gid: number | null;
}

/** Accounts of passwd(5): the numbers of the user and of its group by name, of several the first. */
export const passwdReader = wholeFileReader({
  id: 'exposure/passwd',
  version: 2,
  files: { names: ['passwd'], where: ({ path }) => path === '/etc/passwd' },
  maxBytes: 1 << 20,
  read: (bytes): ReadonlyMap<string, Account> => {
    const users = new Map<string, Account>();
    for (const line of bytes.toString('utf8').split('\n')) {
      const [name = '', , uid = '', gid = ''] = line.split(':');
      if (name !== '' && /^\d{1,10}$/.test(uid) && !users.has(name))
        users.set(name, { uid: Number(uid), gid: /^\d{1,10}$/.test(gid) ? Number(gid) : null });
    }
    return users;
  },
});

/** Whom the container's first process runs as. */
export interface RunningUser {
  /** As it is configured; empty where it is not. */
  readonly written: string;
  /** Null where it cannot be told. */
  readonly uid: number | null;
  /** Of the group that /etc/passwd gives the user; null where it does not, or USER names another. */
  readonly gid: number | null;
  readonly says: string;
}

export function runningUser(image: InspectedImage): RunningUser {
  const written = image.config.config?.User ?? '';
  const [user = '', group] = written.split(':');
  if (user === '') return { written, uid: 0, gid: 0, says: 'no USER is set, so it runs as root' };
  if (/^\d{1,10}$/.test(user)) return { written, uid: Number(user), gid: null, says: `USER is ${shown(written)}` };
  const node = image.tree.resolve('/etc/passwd');
  const reading = node === noNode ? null : image.reading(passwdReader, node);
  const account = reading?.state === 'read' ? reading.value.get(user) : undefined;
  if (account !== undefined) {
    const { uid } = account;
    const gid = group === undefined ? account.gid : null;
    return { written, uid, gid, says: `USER is ${shown(written)}, which /etc/passwd gives the number ${uid}` };
  }
  if (user === 'root') return { written, uid: 0, gid: 0, says: 'USER is root' };
  const why =
    reading === null
      ? 'there is no /etc/passwd to look it up in'
      : reading.state === 'unread'
        ? `/etc/passwd cannot be read: ${reading.why}`
        : '/etc/passwd does not know it';
  return { written, uid: null, gid: null, says: `USER is ${shown(written)}: ${why}` };
}

function shown(user: string): string {
  return user.length > 100 ? `${user.slice(0, 100)}…` : user;
}
