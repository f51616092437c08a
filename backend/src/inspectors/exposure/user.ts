import { noNode } from '../../image/merge.ts';
import { wholeFileReader } from '../../readings/file-reader.ts';
import type { InspectedImage } from '../inspected-image.ts';

/** Accounts of passwd(5): the user's number by name, of several the first. */
export const passwdReader = wholeFileReader({
  id: 'exposure/passwd',
  version: 1,
  files: { names: ['passwd'], where: ({ path }) => path === '/etc/passwd' },
  maxBytes: 1 << 20,
  read: (bytes): ReadonlyMap<string, number> => {
    const users = new Map<string, number>();
    for (const line of bytes.toString('utf8').split('\n')) {
      const [name = '', , uid = ''] = line.split(':');
      if (name !== '' && /^\d{1,10}$/.test(uid) && !users.has(name)) users.set(name, Number(uid));
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
  readonly says: string;
}

export function runningUser(image: InspectedImage): RunningUser {
  const written = image.config.config?.User ?? '';
  const [user = ''] = written.split(':');
  if (user === '') return { written, uid: 0, says: 'no USER is set, so it runs as root' };
  if (/^\d{1,10}$/.test(user)) return { written, uid: Number(user), says: `USER is ${shown(written)}` };
  const node = image.tree.resolve('/etc/passwd');
  const reading = node === noNode ? null : image.reading(passwdReader, node);
  const uid = reading?.state === 'read' ? reading.value.get(user) : undefined;
  if (uid !== undefined)
    return { written, uid, says: `USER is ${shown(written)}, which /etc/passwd gives the number ${uid}` };
  if (user === 'root') return { written, uid: 0, says: 'USER is root' };
  const why =
    reading === null
      ? 'there is no /etc/passwd to look it up in'
      : reading.state === 'unread'
        ? `/etc/passwd cannot be read: ${reading.why}`
        : '/etc/passwd does not know it';
  return { written, uid: null, says: `USER is ${shown(written)}: ${why}` };
}

function shown(user: string): string {
  return user.length > 100 ? `${user.slice(0, 100)}…` : user;
}
