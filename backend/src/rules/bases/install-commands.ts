import type { BaseProfile } from '../base-profile.ts';

/** Shell commands that install packages on a base, and leave no lists and caches behind. */
export function installCommands(base: BaseProfile, names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const list = names.join(' ');
  if (base.manager === 'apk') return [`apk add --no-cache ${list}`];
  if (base.manager === 'rpm') {
    const tool = base.hasPath('/usr/bin/dnf') === false ? 'microdnf' : 'dnf';
    return [`${tool} install -y ${list}`, `${tool} clean all`];
  }
  return ['apt-get update', `apt-get install -y --no-install-recommends ${list}`, 'rm -rf /var/lib/apt/lists/*'];
}
