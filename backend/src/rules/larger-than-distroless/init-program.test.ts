import { expect, it } from 'vitest';
import { elfFile } from '../../../testing/elf-writer.ts';
import { debianBase } from '../../../testing/known-base.ts';
import { rewrittenBy } from '../../../testing/rewriting.ts';
import { file } from '../../../testing/tar-writer.ts';
import { largerThanDistroless } from './rule.ts';

const loader = 'lib64/ld-linux-x86-64.so.2';
const executable = { mode: 0o755 };
const linked = elfFile({ interpreter: `/${loader}`, dynamic: { needed: ['libc.so.6'] } });
const system = [
  file('etc/os-release', 'ID=debian\nVERSION_ID="13"\nNAME=Debian\n'),
  file(loader, elfFile({ dynamic: { soname: 'ld-linux-x86-64.so.2' } })),
  file('usr/lib/libc.so.6', elfFile({ dynamic: { soname: 'libc.so.6' } })),
  file('bin/sh', linked, executable),
  file('usr/bin/tini', linked, executable),
  file('usr/bin/dumb-init', '#!/bin/sh\n', executable),
  file('usr/local/bin/node', Buffer.concat([linked, Buffer.from(' node.js/v24.1.0 ')]), executable),
];
const bytes = (of: number) => ({ bytes: of, low: of, high: of });
const node = debianBase('node:24', { stored: bytes(400_000_000) });
const distroless = debianBase('gcr.io/distroless/nodejs24-debian13', {
  stored: bytes(150_000_000),
  hasPath: () => false,
  hasLibrary: (name) => name === 'libc.so.6',
  symbols: () => '2.41',
  config: {
    user: '0',
    workingDir: '/',
    entrypoint: ['/nodejs/bin/node'],
    cmd: [],
    env: ['PATH=/usr/local/bin:/usr/bin:/bin'],
    onbuild: [],
  },
});

async function started(lines: string, config: { Entrypoint?: string[]; Cmd?: string[] }) {
  const { draft, skipped } = await rewrittenBy(largerThanDistroless, {
    dockerfile: `FROM node:24\nWORKDIR /app\nCOPY . .\n${lines}\n`,
    config: { WorkingDir: '/app', Env: ['PATH=/usr/local/bin:/usr/bin:/bin'], ...config },
    layers: [system, [file('app/server.js', '')]],
    ownFrom: 1,
    layersOfLines: { 3: [1] },
    bases: [node, distroless],
  });
  return { text: draft.text, why: skipped.map((one) => one.why).join() };
}

const copied =
  'FROM gcr.io/distroless/nodejs24-debian13\nCOPY --from=node:24 /usr/bin/tini /usr/bin/\nWORKDIR /app\nCOPY . .\n';

it('goes along, and starts the program', async () => {
  const behind = await started('ENTRYPOINT ["tini", "--"]\nCMD ["node", "server.js"]', {
    Entrypoint: ['tini', '--'],
    Cmd: ['node', 'server.js'],
  });
  expect(behind.text).toBe(`${copied}ENTRYPOINT ["tini", "--"]\nCMD ["/nodejs/bin/node", "server.js"]\n`);
  const words = ['/usr/bin/tini', '-g', '--', 'node', 'server.js'];
  const alone = await started(`ENTRYPOINT ${JSON.stringify(words)}`, { Entrypoint: words });
  expect(alone.text).toBe(`${copied}ENTRYPOINT ["/usr/bin/tini","-g","--","/nodejs/bin/node","server.js"]\n`);
});

it('comes before the base’s own ENTRYPOINT', async () => {
  const { text } = await started('CMD ["tini", "node", "server.js"]', { Cmd: ['tini', 'node', 'server.js'] });
  expect(text).toBe(`${copied}ENTRYPOINT ["/usr/bin/tini"]\nCMD ["/nodejs/bin/node", "server.js"]\n`);
});

it('is left alone where it is a script, or in a shell’s words', async () => {
  const { why } = await started('CMD ["dumb-init", "node", "server.js"]', { Cmd: ['dumb-init', 'node', 'server.js'] });
  expect(why).toContain('distroless has nothing that runs /bin/sh');
  const shell = await started('CMD tini node server.js', { Cmd: ['/bin/sh', '-c', 'tini node server.js'] });
  expect(shell.why).toContain('write it in exec form');
});
