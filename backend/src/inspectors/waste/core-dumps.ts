import { elfReader } from '../elf/elf-reader.ts';
import type { Finder } from '../inspector.ts';
import { countOf, shortPath } from './describe-files.ts';

/** What the kernel wrote when a process crashed in a build. */
export const coreDumpsLeftBehind: Finder = {
  rule: 'core-dumps-left-behind',
  group: 'waste',
  readers: [elfReader],
  find: (image) => {
    const dumps = image
      .stored(elfReader)
      .filter(({ reading }) => reading.state === 'read' && reading.value.kind === 'core-dump');
    const files = new Set(dumps.map(({ inode }) => inode));
    const [first] = dumps;
    if (first === undefined) return [];
    const more = files.size === 1 ? '' : ` and ${countOf(files.size - 1, 'more file')}`;
    return [
      {
        instance: '',
        title: 'Core dumps',
        what: `${shortPath(image.tree.path(first.node))}${more}: memory of processes that crashed.`,
        why: 'They are large, may hold secrets, and no program reads them.',
        remedy: 'Remove them in the RUN in which the process crashes; name core and core.* in .dockerignore.',
        confidence: 'certain',
        files,
        packages: [],
        evidence: [],
      },
    ];
  },
};
