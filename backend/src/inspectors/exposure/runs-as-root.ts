import type { Finder } from '../inspector.ts';
import { passwdReader, runningUser } from './user.ts';

/**
 * Programs that an entrypoint starts another one with, as another user. Those of util-linux, which can do so too, are
 * in every image of Debian: that they are there says nothing.
 */
const droppers = ['gosu', 'su-exec', 's6-setuidgid', 'chpst'];
const folders = ['/usr/local/bin', '/usr/bin', '/usr/sbin', '/sbin', '/bin', '/command'];

export const runsAsRoot: Finder = {
  rule: 'runs-as-root',
  group: 'exposure',
  readers: [passwdReader],
  find: (image) => {
    const { uid, says } = runningUser(image);
    if (uid !== 0) return [];
    const { tree } = image;
    const dropper = droppers
      .flatMap((name) => folders.map((folder) => tree.resolve(`${folder}/${name}`)))
      .find((node) => tree.isFile(node));
    const mayDrop = dropper !== undefined;
    return [
      {
        instance: '',
        title: 'Runs as root',
        what: mayDrop
          ? `The container starts as root; ${tree.name(dropper)} is there, so its entrypoint may go on as another user.`
          : 'The container starts as root.',
        why: 'Who breaks into the program is root in the container: free to change it, and one mistake away from the host.',
        remedy: 'Add a user, give it what the program writes to, and set USER to its number.',
        confidence: mayDrop ? 'likely' : 'certain',
        files: [],
        packages: [],
        evidence: [
          { path: null, says },
          ...(mayDrop ? [{ path: tree.path(dropper), says: 'starts a program as another user' }] : []),
        ],
      },
    ];
  },
};
