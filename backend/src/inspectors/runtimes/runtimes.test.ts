import { expect, it } from 'vitest';
import { catalogOf, inspectedImage } from '../../../testing/inspected.ts';
import { type Entry, file, hardlink, symlink } from '../../../testing/tar-writer.ts';
import type { FoundRuntime } from '../inspector.ts';
import { runtimes } from './runtimes.ts';

const packages = catalogOf({ layers: [] });
const tell = (entries: Entry[], foundRuntimes: FoundRuntime[] = []) =>
  runtimes.tell(inspectedImage({ layers: [entries] }), { packages, foundRuntimes });

const config = (values: Record<string, string>) =>
  `# This file was created by configpm when Perl was built. Any changes\npackage Config;\ntie %Config, 'Config', {\n${Object.entries(
    values,
  )
    .map(([name, value]) => `    ${name} => '${value}',\n`)
    .join('')}};\n`;
const debian = config({
  archlibexp: '/usr/lib/x86_64-linux-gnu/perl/5.40',
  privlibexp: '/usr/share/perl/5.40',
  scriptdir: '/usr/bin',
  version: '5.40.1',
});

it('counts the bytes of each runtime, each inode once, the largest first', () => {
  const image = inspectedImage({
    layers: [
      [file('bin/node', 'x'.repeat(100)), hardlink('bin/nodejs', 'bin/node'), file('opt/bin/node', 'x'.repeat(200))],
    ],
  });
  const at = (path: string) => image.tree.at(path);
  const node = (path: string, version: string, ...files: string[]): FoundRuntime => ({
    kind: 'node',
    version,
    path,
    files: files.map(at),
    evidence: [{ path, says: version }],
  });
  const found = [
    node('/bin/node', '20.1.0', '/bin/node', '/bin/nodejs', '/bin'),
    node('/opt/bin/node', '24.1.0', '/opt/bin/node'),
  ];
  expect(runtimes.tell(image, { packages, foundRuntimes: found })).toEqual({
    state: 'known',
    value: [
      { kind: 'node', version: '24.1.0', path: '/opt/bin/node', bytes: 200, evidence: found[1]?.evidence },
      { kind: 'node', version: '20.1.0', path: '/bin/node', bytes: 100, evidence: found[0]?.evidence },
    ],
    evidence: [
      { path: '/opt/bin/node', says: '24.1.0' },
      { path: '/bin/node', says: '20.1.0' },
    ],
  });
});

it('says that there is none', () => {
  expect(tell([file('etc/passwd', '')])).toEqual({ state: 'absent', why: 'no runtime of a language was found' });
});

it("finds Debian's perl, whose parts say the same of themselves, as one", () => {
  const fact = tell([
    file('usr/bin/perl', 'x'.repeat(1_000)),
    hardlink('usr/bin/perl5.40.1', 'usr/bin/perl'),
    file('usr/lib/x86_64-linux-gnu/perl-base/Config.pm', debian),
    file('usr/lib/x86_64-linux-gnu/perl-base/strict.pm', 'x'.repeat(100)),
    file('usr/lib/x86_64-linux-gnu/perl/5.40.1/Config.pm', debian),
    symlink('usr/lib/x86_64-linux-gnu/perl/5.40', '5.40.1'),
    file('usr/lib/x86_64-linux-gnu/libperl.so.5.40.1', 'x'.repeat(10)),
    file('usr/share/perl/5.40/CPAN.pm', 'x'),
    file('usr/share/perl5/Error.pm', 'x'),
    file('usr/share/perl5/CPAN/Config.pm', '$CPAN::Config = {};'),
  ]);
  expect(fact).toMatchObject({
    state: 'known',
    value: [{ kind: 'perl', version: '5.40.1', path: '/usr/bin/perl', bytes: 1_111 + 2 * debian.length }],
  });
});

it('leaves out modules that lie among the standard ones', () => {
  const fedora = config({
    archlibexp: '/usr/lib64/perl5',
    privlibexp: '/usr/share/perl5',
    scriptdir: '/usr/bin',
    version: '5.42.0',
  });
  const fact = tell([
    file('usr/lib64/perl5/Config.pm', fedora),
    file('usr/lib64/perl5/vendor_perl/B.pm', 'x'),
    file('usr/share/perl5/strict.pm', 'xx'),
  ]);
  expect(fact).toMatchObject({ value: [{ version: '5.42.0', path: '/usr/lib64/perl5', bytes: fedora.length + 2 }] });
});

it('believes no folder that is not perl’s alone, nor a version that is none', () => {
  const everything = config({ archlibexp: '/', privlibexp: '/usr', scriptdir: '/usr/bin', version: '5.40.1' });
  const large = file('usr/bin/large', 'x'.repeat(10_000));
  expect(tell([large, file('perl/Config.pm', everything)])).toMatchObject({ value: [{ bytes: everything.length }] });
  expect(tell([large, file('perl/Config.pm', config({ version: 'latest' }))])).toMatchObject({ state: 'absent' });
});
