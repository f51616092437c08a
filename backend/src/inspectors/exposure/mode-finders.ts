import type { PathNode } from '../../image/merge.ts';
import type { InspectedImage } from '../inspected-image.ts';
import type { Finder } from '../inspector.ts';
import { evidenceOf } from './evidence-of.ts';
import { exposedModes } from './exposed-modes.ts';

/** Their bytes stay when their modes change: they are evidence, not files of the finding. */
const withModes = ({ tree }: InspectedImage, nodes: readonly PathNode[]) =>
  evidenceOf(nodes.map((node) => ({ path: tree.path(node), says: `mode ${tree.mode(node).toString(8)}` })));

export const setuidFiles: Finder = {
  rule: 'setuid-files',
  group: 'exposure',
  readers: [],
  find: (image) => {
    const { setuid, setgid } = exposedModes(image);
    const all = [...new Set([...setuid, ...setgid])];
    if (all.length === 0) return [];
    return [
      {
        instance: '',
        title: 'Programs that run as their owner',
        what: `${setuid.length} files run as their owner whoever starts them (setuid), ${setgid.length} with their group (setgid).`,
        why: 'A mistake in one of them makes any user of the container root. A service needs none of them.',
        remedy:
          'Take the bits away in the step that installs them (chmod a-s), or run with --security-opt no-new-privileges.',
        confidence: 'certain',
        files: [],
        packages: [],
        evidence: withModes(image, all),
      },
    ];
  },
};

export const worldWritablePaths: Finder = {
  rule: 'world-writable-paths',
  group: 'exposure',
  readers: [],
  find: (image) => {
    const { worldWritable } = exposedModes(image);
    if (worldWritable.length === 0) return [];
    return [
      {
        instance: '',
        title: 'Paths that anyone may change',
        what: `${worldWritable.length} files and directories may be written by every user, and are not made for that as /tmp is.`,
        why: 'Whoever gets into the container as any user can put programs, libraries or settings there for others to use.',
        remedy:
          'Give them to the user that writes there (COPY --chown, chown), and take the bit from others (chmod o-w).',
        confidence: 'certain',
        files: [],
        packages: [],
        evidence: withModes(image, worldWritable),
      },
    ];
  },
};
