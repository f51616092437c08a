import { expect, it } from 'vitest';
import { elfFile } from '../../../testing/elf-writer.ts';
import { debianBase } from '../../../testing/known-base.ts';
import { type MadeRewriting, rewrittenBy } from '../../../testing/rewriting.ts';
import { type Entry, file } from '../../../testing/tar-writer.ts';
import { largerThanDistroless } from './rule.ts';

const loader = 'lib64/ld-linux-x86-64.so.2';
const executable = { mode: 0o755 };
const shellProgram = elfFile({ interpreter: `/${loader}`, dynamic: { needed: ['libc.so.6'] } });
const system: readonly Entry[] = [
  file('etc/os-release', 'ID=debian\nVERSION_ID="13"\nNAME=Debian\n'),
  file('etc/passwd', 'root:x:0:0:root:/root:/bin/sh\nnode:x:1000:1000::/home/node:/bin/sh\n'),
  file(loader, elfFile({ dynamic: { soname: 'ld-linux-x86-64.so.2' } })),
  file('usr/lib/libc.so.6', elfFile({ dynamic: { soname: 'libc.so.6' } })),
  file('usr/lib/libpq.so.5', elfFile({ dynamic: { soname: 'libpq.so.5', needed: ['libc.so.6'] } })),
  file('usr/share/zoneinfo/Asia/Tokyo', 'TZif'),
  file('bin/sh', shellProgram, executable),
  file('usr/local/bin/node', Buffer.concat([shellProgram, Buffer.from(' node.js/v24.1.0 ')]), executable),
];

function bytes(of: number) {
  return { bytes: of, low: of, high: of };
}

function distroless(name: string, of: number, libraries: readonly string[], entrypoint: readonly string[] = []) {
  return debianBase(`gcr.io/distroless/${name}-debian13`, {
    stored: bytes(of),
    hasPath: () => false,
    hasLibrary: (library) => libraries.includes(library),
    symbols: (family) => (family === 'GLIBC' && libraries.length > 0 ? '2.41' : null),
    config: {
      user: '0',
      workingDir: '/',
      entrypoint,
      cmd: [],
      env: ['PATH=/usr/local/bin:/usr/bin:/bin'],
      onbuild: [],
    },
  });
}

const bases = [
  debianBase('debian:13', { stored: bytes(100_000_000) }),
  debianBase('node:24', { stored: bytes(200_000_000) }),
  distroless('static', 2_000_000, []),
  distroless('base-nossl', 15_000_000, ['libc.so.6']),
  distroless('base', 24_000_000, ['libc.so.6', 'libssl.so.3']),
  distroless('cc', 28_000_000, ['libc.so.6', 'libssl.so.3', 'libstdc++.so.6']),
  distroless('nodejs24', 150_000_000, ['libc.so.6', 'libstdc++.so.6'], ['/nodejs/bin/node']),
];

const build = 'FROM golang:1.24 AS build\nRUN go build -o /server .\n\n';

function program(dockerfile: string, elf: Uint8Array, config: MadeRewriting['config'] = {}): MadeRewriting {
  return {
    dockerfile: build + dockerfile,
    config: { Cmd: ['/server'], ...config },
    layers: [system, [file('server', elf, executable)]],
    ownFrom: 1,
    layersOfLines: { 5: [1] },
    bases,
  };
}

const copy = 'COPY --from=build /server /server\n';
const command = 'CMD ["/server"]\n';

/** Without libraries, and with something that an empty image has not. */
const asksForZones = elfFile({ type: 2, dynamic: null, constants: Buffer.from('/usr/share/zoneinfo/') });

it('takes the static base for a program without libraries', async () => {
  const made = program(`FROM debian:13\n${copy}${command}`, asksForZones);
  const { draft, taken } = await rewrittenBy(largerThanDistroless, made);
  expect(draft.text).toBe(`${build}FROM gcr.io/distroless/static-debian13\n${copy}${command}`);
  expect(taken[0]?.evidence).toContain('not on scratch: its program asks for time zones by name');
  expect(taken[0]?.effects).toMatchObject([{ kind: 'replaces-base' }]);
});

const roots = file('etc/ssl/certs/ca-certificates.crt', 'PEM');
const alpine = debianBase('alpine:3.22', { stored: bytes(8_000_000), manager: 'apk', libc: 'musl' });

async function onAlpine(run: string, more: readonly Entry[] = []) {
  const made = program(`FROM alpine:3.22\nRUN ${run}\n${copy}${command}`, elfFile({ type: 2, dynamic: null }));
  const own = [roots, ...more, file('server', asksForZones, executable)];
  const layers = [system, own];
  return await rewrittenBy(largerThanDistroless, { ...made, layers, bases: [...bases, alpine] });
}

it('leaves out the installation of certificates and time zones, which the base has', async () => {
  for (const run of [
    'apk add --no-cache ca-certificates tzdata',
    'apk update && apk add ca-certificates && update-ca-certificates && rm -rf /var/cache/apk/*',
    'apt-get update && apt-get install -y ca-certificates && rm -rf /var/lib/apt/lists/*',
  ]) {
    const { draft } = await onAlpine(run);
    expect(draft.text).toBe(`${build}FROM gcr.io/distroless/static-debian13\n${copy}${command}`);
  }
});

it('leaves alone what installs more, or adds certificates of its own', async () => {
  const why = async (...of: Parameters<typeof onAlpine>) =>
    (await onAlpine(...of)).skipped.map((one) => one.why).join();
  expect(await why('apk add ca-certificates git')).toContain('installs git');
  expect(await why('apk del tzdata')).toContain('runs apk del');
  const own = [file('usr/local/share/ca-certificates/own.crt', 'PEM')];
  expect(await why('apk add ca-certificates', own)).toContain('adds the certificates in /usr/local/share');
  expect(await why('update-ca-certificates', own)).toContain('adds the certificates in /usr/local/share');
});

it('copies the few libraries that the smallest base lacks, from the base that had them', async () => {
  const elf = elfFile({ interpreter: `/${loader}`, dynamic: { needed: ['libpq.so.5', 'libc.so.6'] } });
  const { draft, taken } = await rewrittenBy(largerThanDistroless, program(`FROM debian:13\n${copy}${command}`, elf));
  expect(draft.text).toBe(
    `${build}FROM gcr.io/distroless/base-nossl-debian13\nCOPY --from=debian:13 /usr/lib/libpq.so.5 /usr/lib/x86_64-linux-gnu/\n${copy}${command}`,
  );
  expect(taken[0]?.effects.map(({ kind }) => kind)).toEqual(['replaces-base', 'keeps']);
});

it('leaves a program alone whose symbols are newer than any base has', async () => {
  const versionsNeeded = [{ library: 'libc.so.6', versions: ['GLIBC_2.99'] }];
  const elf = elfFile({ interpreter: `/${loader}`, dynamic: { needed: ['libc.so.6'], versionsNeeded } });
  const { taken, skipped } = await rewrittenBy(largerThanDistroless, program(`FROM debian:13\n${copy}${command}`, elf));
  expect(taken).toEqual([]);
  expect(skipped[0]?.why).toMatch(/\/server needs GLIBC_2\.99, and .* has 2\.41/);
});

it('leaves musl where it is', async () => {
  const elf = elfFile({ interpreter: '/lib/ld-musl-x86_64.so.1', dynamic: { needed: ['libc.musl-x86_64.so.1'] } });
  const { skipped } = await rewrittenBy(largerThanDistroless, program(`FROM debian:13\n${copy}${command}`, elf));
  expect(skipped[0]?.why).toContain('musl');
});

it('says which line needs a shell', async () => {
  const text = `FROM debian:13\n${copy}RUN ln -s /server /usr/bin/serve\n${command}`;
  const { skipped } = await rewrittenBy(largerThanDistroless, program(text, elfFile({ type: 2, dynamic: null })));
  expect(skipped[0]?.why).toContain('line 6 runs ln in the last stage');
});

it('brings the user’s name along, and gives one that the stage makes its number', async () => {
  const elf = asksForZones;
  const ofBase = `FROM debian:13\n${copy}USER node\n${command}`;
  const copied = await rewrittenBy(largerThanDistroless, program(ofBase, elf, { User: 'node' }));
  expect(copied.draft.text).toContain('COPY --from=debian:13 /etc/passwd /etc/group /etc/\n');
  const made = program(`FROM debian:13\n${copy}RUN useradd app\nUSER app\n${command}`, elf, { User: 'app' });
  const passwd = file('etc/passwd', 'root:x:0:0::/:/bin/sh\napp:x:1001:1001::/:/bin/sh\n');
  const own = { ...made, layers: [...made.layers, [passwd]], layersOfLines: { 5: [1], 6: [2] } };
  const numbered = await rewrittenBy(largerThanDistroless, own);
  expect(numbered.draft.text).toBe(`${build}FROM gcr.io/distroless/static-debian13\n${copy}USER 1001:1001\n${command}`);
});

function nodeApp(last: string, config: MadeRewriting['config']): MadeRewriting {
  return {
    dockerfile: `FROM node:24\nWORKDIR /app\nCOPY . .\n${last}`,
    config: { WorkingDir: '/app', Env: ['PATH=/usr/local/bin:/bin'], ...config },
    layers: [
      [
        ...system,
        file('usr/local/bin/npm', '#!/usr/bin/env node\n', executable),
        file('usr/bin/env', shellProgram, executable),
      ],
      [
        file(
          'app/package.json',
          JSON.stringify({ scripts: { start: 'node server.js', both: 'node a.js && node server.js' } }),
        ),
        file('app/server.js', ''),
      ],
    ],
    ownFrom: 1,
    layersOfLines: { 3: [1] },
    bases,
  };
}

it.each([
  ['CMD ["node", "server.js"]', ['node', 'server.js']],
  ['CMD ["npm", "start"]', ['npm', 'start']],
  ['CMD npm start', ['/bin/sh', '-c', 'npm start']],
])('writes %s for the base whose ENTRYPOINT is Node.js', async (text, Cmd) => {
  const { draft } = await rewrittenBy(largerThanDistroless, nodeApp(`${text}\n`, { Cmd }));
  expect(draft.text).toBe('FROM gcr.io/distroless/nodejs24-debian13\nWORKDIR /app\nCOPY . .\nCMD ["server.js"]\n');
});

it('names the runtime where the user has an ENTRYPOINT', async () => {
  const text = 'ENTRYPOINT ["node"]\nCMD ["server.js"]\n';
  const { draft } = await rewrittenBy(
    largerThanDistroless,
    nodeApp(text, { Entrypoint: ['node'], Cmd: ['server.js'] }),
  );
  expect(draft.text).toContain('ENTRYPOINT ["/nodejs/bin/node"]\nCMD ["server.js"]\n');
});

it.each([
  ['PORT=1 node server.js', 'sets PORT'],
  ['node server.js --port $PORT', 'puts in what $PORT stands for'],
  ['npm run both', 'has more than one command'],
])('leaves a shell that does more: %s', async (text, why) => {
  const made = nodeApp(`CMD ${text}\n`, { Cmd: ['/bin/sh', '-c', text] });
  const { taken, skipped } = await rewrittenBy(largerThanDistroless, made);
  expect(taken).toEqual([]);
  expect(skipped[0]?.why).toContain(why);
});

it('says that a health check needs a shell', async () => {
  const check = 'curl -f http://localhost:3000/ || exit 1';
  const made = nodeApp(`HEALTHCHECK CMD ${check}\nCMD ["node", "server.js"]\n`, {
    Cmd: ['node', 'server.js'],
    Healthcheck: { Test: ['CMD-SHELL', check] },
  });
  const { skipped } = await rewrittenBy(largerThanDistroless, made);
  expect(skipped[0]?.why).toContain('its health check needs a shell, line 4');
});

it('is not larger than what is there', async () => {
  const made = nodeApp('CMD ["node", "server.js"]\n', { Cmd: ['node', 'server.js'] });
  const small = bases.map((base) => (base.reference === 'node:24' ? { ...base, stored: bytes(150_000_000) } : base));
  const { skipped } = await rewrittenBy(largerThanDistroless, { ...made, bases: small });
  expect(skipped[0]?.why).toContain('distroless would be larger, or as large');
});

it('is silent on distroless', async () => {
  const text = `FROM gcr.io/distroless/base-debian13\n${copy}${command}`;
  const { taken, skipped } = await rewrittenBy(
    largerThanDistroless,
    program(text, elfFile({ type: 2, dynamic: null })),
  );
  expect([...taken, ...skipped]).toEqual([]);
});
