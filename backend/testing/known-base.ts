import type { BaseProfile } from '../src/rules/base-profile.ts';

/** A base of Debian 13 of which all is known that rules ask for. */
export function debianBase(reference: string, more: Partial<BaseProfile> = {}): BaseProfile {
  const exact = (bytes: number) => ({ bytes, low: bytes, high: bytes });
  return {
    reference,
    from: 'local',
    stored: exact(78_000_000),
    compressed: exact(30_000_000),
    system: { id: 'debian', version: '13' },
    libc: 'glibc',
    manager: 'dpkg',
    hasPackage: (name) => ['libc6', 'bash', 'dash'].includes(name),
    hasPath: (path) => ['/bin/sh', '/bin/bash', '/etc/passwd'].includes(path),
    hasLibrary: (name) => ['libc.so.6', 'libm.so.6'].includes(name),
    symbols: (family) => (family === 'GLIBC' ? '2.41' : null),
    config: {
      user: '',
      workingDir: '',
      entrypoint: [],
      cmd: [],
      env: ['PATH=/usr/local/bin:/usr/bin:/bin'],
      onbuild: [],
    },
    exposure: { packages: new Set(['libc6', 'bash', 'dash']), setuidFiles: [], shells: ['/bin/bash', '/bin/sh'] },
    ...more,
  };
}
