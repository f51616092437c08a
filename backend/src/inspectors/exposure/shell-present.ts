import type { Finder } from '../inspector.ts';
import { evidenceOf } from './evidence-of.ts';
import { toolsOf } from './tools.ts';

export const shellAndPackageManagerPresent: Finder = {
  rule: 'shell-and-package-manager-present',
  group: 'exposure',
  readers: [],
  find: (image, { entrypoint }) => {
    // Where it is unknown what runs, or a shell is needed for it, there is nothing to say.
    if (entrypoint.state !== 'known' || entrypoint.value.form === 'none' || entrypoint.value.needsShell) return [];
    const { shells, packageManagers } = toolsOf(image);
    const tools = [...shells, ...packageManagers];
    if (tools.length === 0) return [];
    return [
      {
        instance: '',
        title: 'Shells and package managers that nothing needs',
        what: `${entrypoint.value.program ?? 'The program'} starts without a shell, and the image has ${shells.length} names of shells and ${packageManagers.length} of package managers.`,
        why: 'They are what an attacker uses first: to look around, and to bring in more.',
        remedy: 'Copy the program and what it needs onto a base without them (distroless, scratch).',
        confidence: 'likely',
        files: new Set(tools.map(({ node }) => image.tree.inode(node))),
        packages: [],
        evidence: evidenceOf(tools.map(({ path }) => ({ path, says: 'a program' }))),
      },
    ];
  },
};
