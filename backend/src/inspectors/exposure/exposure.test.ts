import { expect, it } from 'vitest';
import { exposed, ofKind, passwd } from '../../../testing/exposed.ts';
import { inspected } from '../../../testing/inspected.ts';
import {
  characterDevice,
  dir,
  type Entry,
  fifo,
  file,
  hardlink,
  symlink,
  whiteout,
} from '../../../testing/tar-writer.ts';
import type { ExposureItem } from '../../inspection-answers.ts';

it.each([
  [undefined, 0, 'no USER is set, so it runs as root'],
  ['', 0, 'no USER is set, so it runs as root'],
  ['0:0', 0, 'USER is 0:0'],
  ['root', 0, 'USER is root, which /etc/passwd gives the number 0'],
  ['toor:app', 0, 'USER is toor:app, which /etc/passwd gives the number 0'],
  ['app', 1000, 'USER is app, which /etc/passwd gives the number 1000'],
  ['65532', 65532, 'USER is 65532'],
  ['nobody', null, 'USER is nobody: /etc/passwd does not know it'],
])('tells whom USER %s is', async (User, uid, says) => {
  const { runsAs, runsAsRoot, rules } = await exposed({ layers: [[passwd]], config: { User } });
  expect(runsAs).toEqual({ user: User ?? '', uid });
  expect(runsAsRoot).toBe(uid === 0);
  expect(rules.includes('runs-as-root')).toBe(uid === 0);
  const { report } = await inspected({ layers: [[passwd]], config: { User } });
  expect(report.facts.exposure).toMatchObject({ evidence: [{ path: null, says }] });
});

it('says why it cannot tell whom a name is', async () => {
  const says = async (...entries: Entry[]) =>
    (await inspected({ layers: [entries], config: { User: 'app' } })).report.facts.exposure;
  expect(await says()).toMatchObject({ evidence: [{ says: 'USER is app: there is no /etc/passwd to look it up in' }] });
  expect(await says(file('etc/passwd', 'x'.repeat(2 << 20)))).toMatchObject({
    evidence: [{ says: expect.stringMatching(/^USER is app: \/etc\/passwd cannot be read: 2097152 bytes/) }],
  });
});

it('is less sure where an entrypoint may go on as another user', async () => {
  const { findings } = await exposed({ layers: [[file('usr/local/bin/gosu', 'ELF', { mode: 0o755 })]] });
  expect(findings).toMatchObject([{ rule: 'runs-as-root', confidence: 'likely' }]);
});

it('tells modes as find does: no links, no devices, no sticky directories, nothing where all is shared', async () => {
  const { items, setuidFiles, setgidFiles, worldWritable } = await exposed({
    layers: [
      [
        file('bin/su', 'su', { mode: 0o4755 }),
        hardlink('bin/su2', 'bin/su', { mode: 0o4755 }),
        file('bin/wall', 'wall', { mode: 0o2755 }),
        file('bin/both', 'both', { mode: 0o6755 }),
        dir('var/mail', { mode: 0o2775 }),
        dir('opt/open', { mode: 0o777 }),
        file('opt/open/file', '', { mode: 0o666 }),
        symlink('opt/link', '/etc/passwd', { mode: 0o777 }),
        dir('opt/sticky', { mode: 0o1777 }),
        dir('tmp', { mode: 0o777 }),
        dir('tmp/a', { mode: 0o777 }),
        file('tmp/a/b', '', { mode: 0o666 }),
        characterDevice('opt/null', 1, 3),
        fifo('opt/pipe', { mode: 0o666 }),
        file('opt/gone', '', { mode: 0o4777 }),
      ],
      [whiteout('opt/gone')],
    ],
  });
  const paths = (kind: ExposureItem['kind']) =>
    ofKind(items, kind)
      .map(({ path }) => path)
      .sort();
  expect(paths('setuid')).toEqual(['/bin/both', '/bin/su', '/bin/su2']);
  expect(paths('setgid')).toEqual(['/bin/both', '/bin/wall']);
  expect(paths('world-writable')).toEqual(['/opt/open', '/opt/open/file']);
  expect([setuidFiles, setgidFiles, worldWritable]).toEqual([3, 2, 2]);
});

it('shows only some of very many paths, and counts them all', async () => {
  const many = Array.from({ length: 5000 }, (_, i) => file(`srv/${i}`, 'x', { mode: 0o666 }));
  const { items, worldWritable, findings } = await exposed({ layers: [many] });
  expect(worldWritable).toBe(5000);
  expect(ofKind(items, 'world-writable')).toHaveLength(200);
  const found = findings.find(({ rule }) => rule === 'world-writable-paths');
  expect(found?.evidence.at(-1)).toEqual({ path: null, says: 'and 4950 more' });
  expect(found?.bytes).toMatchObject({ live: 0, reclaimable: 0 });
});

it('tells shells and package managers by every name, through links, where a shell finds them', async () => {
  const program = { mode: 0o755 };
  const { shells, packageManagers } = await exposed({
    layers: [
      [
        symlink('bin', 'usr/bin'),
        file('usr/bin/busybox', 'ELF', program),
        symlink('usr/bin/sh', 'busybox'),
        symlink('usr/bin/ash', '/nowhere'),
        file('usr/bin/apk', 'ELF', program),
        file('usr/bin/bash', 'text', { mode: 0o644 }),
        dir('usr/bin/pip', program),
        file('opt/tools/npm', 'node', program),
        file('srv/yarn', 'node', program),
        symlink('usr/bin/zsh', 'zsh'),
      ],
    ],
    config: { Env: ['PATH=/opt/tools:relative:/usr/bin:/missing'] },
  });
  expect(shells).toEqual(['/usr/bin/sh', '/usr/bin/busybox']);
  expect(packageManagers).toEqual(['/opt/tools/npm', '/usr/bin/apk']);
});
