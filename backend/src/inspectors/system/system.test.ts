import { expect, it } from 'vitest';
import { catalogOf, inspectedImage } from '../../../testing/inspected.ts';
import { type Entry, file, symlink } from '../../../testing/tar-writer.ts';
import { parseOsRelease } from './os-release.ts';
import { system } from './system.ts';

const nothingKnown = { packages: catalogOf({ layers: [] }), foundRuntimes: [] };
const told = (...layers: Entry[][]) => system.tell(inspectedImage({ layers }), nothingKnown);

const debian = 'PRETTY_NAME="Debian GNU/Linux 13 (trixie)"\nID=debian\nVERSION_ID="13"\nVERSION_CODENAME=trixie\n';

it('tells the system from os-release, through its link', () => {
  expect(told([symlink('etc/os-release', '../usr/lib/os-release'), file('usr/lib/os-release', debian)])).toEqual({
    state: 'known',
    value: { id: 'debian', name: 'Debian GNU/Linux 13 (trixie)', version: '13', codename: 'trixie', like: [] },
    evidence: [{ path: '/usr/lib/os-release', says: 'ID=debian' }],
  });
});

it('tells the one of the final tree, where a layer replaced it', () => {
  const fact = told([file('etc/os-release', debian)], [file('etc/os-release', 'ID=alpine\nVERSION_ID=3.22.1\n')]);
  expect(fact).toMatchObject({ state: 'known', value: { id: 'alpine', version: '3.22.1' } });
});

it('says that there is none, or why it cannot be read', () => {
  expect(told([file('etc/passwd', '')])).toEqual({ state: 'absent', why: 'the image has no os-release file' });
  expect(told([symlink('etc/os-release', 'os-release')])).toMatchObject({ state: 'absent' });
  expect(told([file('etc/os-release', 'x'.repeat(70_000))])).toEqual({
    state: 'unknown',
    why: '/etc/os-release cannot be read: 70000 bytes, more than the 65536 that are read',
  });
});

it('reads values as a shell does, expanding nothing', () => {
  const values = parseOsRelease(
    `# a comment\nID='a b'\nNAME="say \\"hi\\" \\$HOME"\nVERSION_ID=1\n not an assignment\n`,
  );
  expect([...values]).toEqual([
    ['ID', 'a b'],
    ['NAME', 'say "hi" $HOME'],
    ['VERSION_ID', '1'],
  ]);
});
