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

it.each([
  [
    'Fedora',
    'NAME="Fedora Linux"\nVERSION="42 (Container Image)"\nID=fedora\nVERSION_ID=42\nPRETTY_NAME="Fedora Linux 42 (Container Image)"\n',
    { id: 'fedora', name: 'Fedora Linux 42 (Container Image)', version: '42', codename: null, like: [] },
  ],
  [
    "Red Hat's universal base",
    'NAME="Red Hat Enterprise Linux"\nVERSION="9.6 (Plow)"\nID="rhel"\nID_LIKE="fedora"\nVERSION_ID="9.6"\nPRETTY_NAME="Red Hat Enterprise Linux 9.6 (Plow)"\n',
    { id: 'rhel', name: 'Red Hat Enterprise Linux 9.6 (Plow)', version: '9.6', codename: null, like: ['fedora'] },
  ],
  [
    'Alpine',
    'NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.22.1\nPRETTY_NAME="Alpine Linux v3.22"\n',
    { id: 'alpine', name: 'Alpine Linux v3.22', version: '3.22.1', codename: null, like: [] },
  ],
  [
    'one that is like several',
    "ID=linuxmint\nNAME='Linux Mint'\nID_LIKE='ubuntu  debian'\n",
    { id: 'linuxmint', name: 'Linux Mint', version: null, codename: null, like: ['ubuntu', 'debian'] },
  ],
  ['one that says nothing', '', { id: 'linux', name: 'linux', version: null, codename: null, like: [] }],
])('tells %s', (_, content, value) => {
  expect(told([file('etc/os-release', content)])).toMatchObject({ state: 'known', value });
});

it('reads the edition that older Fedoras link to, and nothing that lies elsewhere', () => {
  const linked = (target: string) => [
    symlink('etc/os-release', '../usr/lib/os-release'),
    symlink('usr/lib/os-release', target),
    file('usr/lib/os.release.d/os-release-container', 'ID=fedora\nVERSION_ID=27\n'),
    file('srv/os-release', 'ID=other\n'),
  ];
  expect(told(linked('os.release.d/os-release-container'))).toMatchObject({ value: { id: 'fedora', version: '27' } });
  expect(told(linked('/srv/os-release'))).toEqual({
    state: 'unknown',
    why: '/srv/os-release is not where os-release(5) puts it',
  });
});

it('says that there is none, or why it cannot be read', () => {
  expect(told([file('etc/passwd', '')])).toEqual({ state: 'absent', why: 'the image has no os-release file' });
  expect(told([symlink('etc/os-release', 'os-release')])).toMatchObject({ state: 'absent' });
  expect(told([file('etc/os-release', 'x'.repeat(70_000))])).toEqual({
    state: 'unknown',
    why: '/etc/os-release cannot be read: 70000 bytes, more than the 65536 that are read',
  });
});

it('takes hostile values, and keeps their control characters out', () => {
  const values = parseOsRelease(
    `ID="\u001b[31mred\u0007"\nNAME=${' '.repeat(60_000)}x\n=y\nA B=c\n${'Z'.repeat(60_000)}\n`,
  );
  expect([...values]).toEqual([
    ['ID', '[31mred'],
    ['NAME', `${' '.repeat(60_000)}x`],
  ]);
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
