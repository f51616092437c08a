import { expect, it } from 'vitest';
import { elfFile } from '../../../testing/elf-writer.ts';
import { debianBase } from '../../../testing/known-base.ts';
import { type MadeRewriting, rewrittenBy } from '../../../testing/rewriting.ts';
import { type Entry, file } from '../../../testing/tar-writer.ts';
import { largerBaseThanNeeded } from './rule.ts';

const executable = { mode: 0o755 };
const loader = 'lib64/ld-linux-x86-64.so.2';
const needing = (...needed: string[]) => elfFile({ interpreter: `/${loader}`, dynamic: { needed } });
const stanza = (name: string, more = '') =>
  `Package: ${name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1\n${more}\n`;
const base: readonly Entry[] = [
  file('etc/os-release', 'ID=debian\nVERSION_ID="13"\nNAME=Debian\n'),
  file(
    'var/lib/dpkg/status',
    [stanza('libc6'), stanza('git', 'Depends: libcurl3\n'), stanza('libcurl3'), stanza('libpq5'), stanza('gcc')].join(
      '',
    ),
  ),
  file('var/lib/dpkg/info/libc6.list', '/.\n/usr/lib/libc.so.6\n'),
  file('var/lib/dpkg/info/git.list', '/.\n/usr/bin/git\n'),
  file('var/lib/dpkg/info/gcc.list', '/.\n/usr/bin/gcc\n'),
  file('var/lib/dpkg/info/libpq5.list', '/.\n/usr/lib/libpq.so.5\n'),
  file('var/lib/dpkg/info/libcurl3.list', '/.\n/usr/lib/libcurl.so.3\n'),
  file(loader, elfFile({ dynamic: { soname: 'ld-linux-x86-64.so.2' } })),
  file('usr/lib/libc.so.6', elfFile({ dynamic: { soname: 'libc.so.6' } })),
  file('usr/lib/libpq.so.5', elfFile({ dynamic: { soname: 'libpq.so.5', needed: ['libc.so.6'] } })),
  file('usr/lib/libcurl.so.3', 'x'.repeat(40_000)),
  file('usr/bin/git', needing('libc.so.6'), executable),
  file('usr/bin/gcc', needing('libc.so.6'), executable),
  file('bin/sh', needing('libc.so.6'), executable),
];
const sized = (bytes: number) => ({ stored: { bytes, low: bytes, high: bytes } });
const slim = debianBase('python:3.13-slim', {
  ...sized(120_000_000),
  hasPath: (path) => ['/bin/sh', '/usr/bin/apt-get', `/${loader}`, '/usr/lib/libc.so.6'].includes(path),
  hasPackage: (name) => name === 'libc6',
});
const made: MadeRewriting = {
  dockerfile: 'FROM python:3.13\n# the shop\nCOPY shop /usr/bin/shop\nCMD ["shop"]\n',
  config: { Cmd: ['shop'], Env: ['PATH=/usr/bin:/bin'] },
  layers: [base, [file('usr/bin/shop', needing('libc.so.6'), executable)]],
  ownFrom: 1,
  layersOfLines: { 3: [1] },
  bases: [debianBase('python:3.13', sized(1_000_000_000)), slim],
};

const told = async (more: Partial<MadeRewriting>) => {
  const { draft, skipped } = await rewrittenBy(largerBaseThanNeeded, { ...made, ...more });
  return skipped.length > 0 ? skipped.map(({ why }) => why).join() : draft.text;
};

it('names the lighter sibling, and nothing else where the image needs nothing else', async () => {
  expect(await told({})).toBe(made.dockerfile.replace('3.13', '3.13-slim'));
});

it('installs the packages of libraries that the image’s own files load, and of programs that its lines run', async () => {
  const dockerfile = made.dockerfile.replace('CMD', 'RUN git clone https://example.org/x\nCMD');
  const layers = [base, [file('usr/bin/shop', needing('libc.so.6', 'libpq.so.5'), executable)], [file('x/y', '')]];
  expect(await told({ dockerfile, layers, layersOfLines: { 3: [1], 4: [2] } })).toBe(
    dockerfile.replace(
      'python:3.13\n',
      'python:3.13-slim\nRUN apt-get update \\\n    && apt-get install -y --no-install-recommends git libpq5 \\\n    && rm -rf /var/lib/apt/lists/*\n',
    ),
  );
});

it('goes on with a variable where the sibling’s name does', async () => {
  const dockerfile = made.dockerfile.replace('FROM python:3.13', 'ARG V=3.13\nFROM python:$V');
  expect(await told({ dockerfile, layersOfLines: { 4: [1] } })).toContain('\nFROM python:$V-slim\n');
});

it('says why it does nothing', async () => {
  const withRun = (run: string) => ({ dockerfile: made.dockerfile.replace('CMD', `RUN ${run}\nCMD`) });
  expect(await told(withRun('gcc -o x x.c'))).toContain('line 4 runs gcc');
  expect(await told({ bases: [slim] })).toContain('nothing is known of python:3.13');
  const built = elfFile({
    interpreter: `/${loader}`,
    sections: [{ name: '.comment', bytes: Buffer.from('GCC: (Debian 14.2.0-19) 14.2.0\0') }],
  });
  expect(await told({ layers: [base, [file('usr/bin/shop', built, executable)]] })).toContain(
    'was compiled in this stage',
  );
  const onbuild = debianBase('python:3.13', sized(1_000_000_000));
  const config = onbuild.config === null ? null : { ...onbuild.config, onbuild: ['COPY . .'] };
  expect(await told({ bases: [{ ...onbuild, config }, slim] })).toContain('ONBUILD');
});

it('is silent where there is no sibling, and where it would save next to nothing', async () => {
  const { skipped, taken } = await rewrittenBy(largerBaseThanNeeded, {
    ...made,
    dockerfile: made.dockerfile.replace('python:3.13', 'example.org/own'),
  });
  expect([...skipped, ...taken]).toEqual([]);
  expect(await told({ bases: [debianBase('python:3.13', sized(121_000_000)), slim] })).toBe(made.dockerfile);
});
