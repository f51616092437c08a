import { builtInLastStage } from '../src/rules/built-in-last-stage/rule.ts';
import { elfFile } from './elf-writer.ts';
import { debianBase } from './known-base.ts';
import { type MadeRewriting, rewrittenBy } from './rewriting.ts';
import { dir, type Entry, file } from './tar-writer.ts';

export const executable = { mode: 0o755 };
export const loader = 'lib64/ld-linux-x86-64.so.2';
export const linked = (...needed: string[]) =>
  elfFile({ interpreter: `/${loader}`, dynamic: { needed: ['libc.so.6', ...needed] } });
export const library = (soname: string) => elfFile({ dynamic: { soname, needed: ['libc.so.6'] } });
export const bytes = (count: number) => 'x'.repeat(count);

export const stanza = (name: string, more = '') =>
  `Package: ${name}\nStatus: install ok installed\nVersion: 1\nArchitecture: amd64\n${more}`;
export const packaged = (...stanzas: string[]) => file('var/lib/dpkg/status', `${stanzas.join('\n')}\n`);
/** Debian with a C library, a shell, and a compiler that only building needs. */
export const system: readonly Entry[] = [
  ...['usr', 'usr/local', 'usr/local/bin', 'usr/local/lib', 'go', 'go/bin'].map((path) => dir(path)),
  file('etc/ld.so.conf', '/usr/local/lib\n'),
  file('etc/os-release', 'ID=debian\nVERSION_ID="13"\nVERSION_CODENAME=trixie\nNAME=Debian\n'),
  file('etc/passwd', 'root:x:0:0:root:/root:/bin/sh\n'),
  file(loader, library('ld-linux-x86-64.so.2')),
  file('usr/lib/libc.so.6', library('libc.so.6')),
  file('bin/sh', linked(), executable),
  file('bin/bash', linked(), executable),
  packaged(stanza('libc6')),
  file('usr/lib/gcc/cc1', bytes(12_000_000)),
];
/** What the lighter base has of it. */
export const inBase = new Set([
  '/bin/sh',
  '/bin/bash',
  '/etc/passwd',
  `/${loader}`,
  '/usr/lib/libc.so.6',
  '/usr/bin/apt-get',
]);
export const slim = debianBase('debian:13-slim', {
  stored: { bytes: 1e6, low: 1e6, high: 1e6 },
  hasPath: (path) => inBase.has(path),
});

/** What the split makes of an image on Debian: `own` is the layer of the Dockerfile's last RUN or COPY. */
export async function splitOf(dockerfile: string, own: readonly Entry[], made: Partial<MadeRewriting> = {}) {
  const lines = dockerfile.split('\n');
  const run = lines.findLastIndex((line) => /^(?:RUN|COPY)/.test(line)) + 1;
  const { draft, taken, skipped } = await rewrittenBy(builtInLastStage, {
    dockerfile,
    layers: [system, own],
    ownFrom: 1,
    layersOfLines: { [run]: [1] },
    bases: [slim],
    ...made,
  });
  const stage = draft.text
    .slice(draft.text.lastIndexOf('\nFROM') + 1)
    .trimEnd()
    .split('\n');
  return { text: draft.text, stage, taken, why: skipped.map(({ why }) => why).join() };
}
