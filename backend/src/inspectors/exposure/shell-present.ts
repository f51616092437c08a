import type { Finder } from '../inspector.ts';
import { evidenceOf } from './evidence-of.ts';
import { shellNames, toolsOf } from './tools.ts';

export const shellAndPackageManagerPresent: Finder = {
  rule: 'shell-and-package-manager-present',
  group: 'exposure',
  readers: [],
  find: (image, { entrypoint }) => {
    // Where it is unknown what runs, or a shell is needed for it, there is nothing to say.
    if (entrypoint.state !== 'known' || entrypoint.value.form === 'none' || entrypoint.value.unresolved !== null)
      return [];
    if (entrypoint.value.needsShell || mayCheckWithShell(entrypoint.value.healthCheck)) return [];
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

/** A health check of text is given to a shell, and a script may be one of a shell. */
function mayCheckWithShell(healthCheck: readonly string[] | null): boolean {
  const [form, word = ''] = healthCheck ?? ['CMD'];
  const name = word.slice(word.lastIndexOf('/') + 1);
  return form !== 'CMD' || shellNames.has(name) || name.endsWith('.sh');
}
