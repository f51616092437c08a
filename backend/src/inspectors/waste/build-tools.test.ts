import { describe, expect, it } from 'vitest';
import { debianLayer } from '../../../testing/debian-layer.ts';
import { elfFile } from '../../../testing/elf-writer.ts';
import { running, wasteIn } from '../../../testing/found-waste.ts';
import { type Entry, file } from '../../../testing/tar-writer.ts';

const found = async (layer: Entry[], more: Omit<Parameters<typeof wasteIn>[0], 'layers'> = {}) => {
  const { inspection } = await wasteIn({ layers: [layer], ...more });
  return inspection.report.findings.find(({ rule }) => rule === 'build-tools-installed');
};
const names = (finding: Awaited<ReturnType<typeof found>>) =>
  finding?.packages.map((id) => id.replace(/^.*:|@.*$/g, '')).sort();

const toolchain = [
  { name: 'apt' },
  { name: 'gcc', depends: 'gcc-14, binutils' },
  { name: 'gcc-14', depends: 'libisl23, libgcc-s1, libc6', auto: true },
  { name: 'binutils', depends: 'libc6', auto: true },
  { name: 'libisl23', depends: 'libc6', auto: true },
  { name: 'libgcc-s1', depends: 'libc6' },
  { name: 'libc6' },
];

it('finds compilers with what was installed for them alone', async () => {
  const finding = await found(debianLayer(...toolchain));
  expect(names(finding)).toEqual(['binutils', 'gcc', 'gcc-14', 'libisl23']);
  expect(finding).toMatchObject({
    group: 'development',
    confidence: 'possible',
    what: 'gcc, binutils and gcc-14, and 1 package that nothing but them needs.',
    bytes: { live: 400_097, reclaimable: 0 },
  });
  expect(finding?.evidence).toContainEqual({
    path: '/var/lib/dpkg/info/libisl23.list',
    says: 'libisl23: only gcc-14 needs it',
  });
});

it('says so where nothing needs a tool that nobody asked for', async () => {
  const finding = await found(debianLayer(...toolchain.filter(({ name }) => name !== 'gcc')));
  expect(finding?.evidence.map(({ says }) => says)).toContain('nothing in the image needs gcc-14');
});

describe('leaves', () => {
  const development = [...toolchain, { name: 'libpq-dev', depends: 'libpq5, gcc' }];

  it('a library that a program of no package loads', async () => {
    const packages = debianLayer(...development, {
      name: 'libpq5',
      depends: 'libc6',
      auto: true,
      library: 'libpq.so.5',
    });
    expect(names(await found(packages))).toContain('libpq5');
    const module = file('app/psycopg.so', elfFile({ type: 3, dynamic: { needed: ['libpq.so.5', 'libc.so.6'] } }));
    expect(names(await found([...packages, module]))).toEqual(['binutils', 'gcc', 'gcc-14', 'libisl23', 'libpq-dev']);
  });

  it('what the entrypoint needs', async () => {
    const closure = { files: ['/usr/lib/libisl23/data'], bytes: 0, missing: [] };
    expect(names(await found(debianLayer(...toolchain), { entrypoint: running(['/app'], { closure }) }))).toEqual([
      'binutils',
      'gcc',
      'gcc-14',
    ]);
  });

  it('tools that the command or its scripts run, with what those need', async () => {
    const packages = debianLayer(...toolchain, { name: 'git', depends: 'perl' }, { name: 'perl', auto: true });
    const git = [file('usr/bin/git', ''), file('var/lib/dpkg/info/git.list', '/.\n/usr/bin/git\n')];
    const entrypoint = running(['/app'], { shellRuns: ['git'] });
    expect(names(await found([...packages, ...git]))).toContain('perl');
    expect(names(await found([...packages, ...git], { entrypoint }))).toEqual([
      'binutils',
      'gcc',
      'gcc-14',
      'libisl23',
    ]);
  });

  it('tools that another package needs', async () => {
    const packages = debianLayer(...toolchain, { name: 'npm', depends: 'gcc' });
    expect(await found(packages)).toBeUndefined();
  });

  it('everything where a compiler is what runs', async () => {
    expect(await found(debianLayer(...toolchain), { config: { Entrypoint: ['gcc'] } })).toBeUndefined();
  });
});
