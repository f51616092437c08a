import { expect, it } from 'vitest';
import { files, running, wasteIn } from '../../../../testing/found-waste.ts';
import { file, symlink } from '../../../../testing/tar-writer.ts';

const found = async (rule: string, ...image: Parameters<typeof wasteIn>) =>
  (await wasteIn(...image)).paths.get(rule) ?? [];
const slashed = (paths: readonly string[]) => paths.map((path) => `/${path}`).sort();

it('finds logs of the build, but no links to the output and no records of logins', async () => {
  const layer = [
    ...files('var/log/apt/term.log', 'var/log/dpkg.log', 'var/log/lastlog'),
    symlink('var/log/nginx/access.log', '/dev/stdout'),
  ];
  expect(await found('logs-left-behind', { layers: [layer] })).toEqual(['/var/log/apt/term.log', '/var/log/dpkg.log']);
});

it('finds logs among the application, not in its dependencies', async () => {
  const waste = ['app/npm-debug.log', 'app/logs/run.log', 'usr/src/app/yarn-error.log'];
  const kept = ['app/node_modules/x/test.log', 'usr/share/x/sample.log', 'app/changelog', 'app/blog/x.md'];
  expect(await found('application-logs-copied', { layers: [files(...waste, ...kept)] })).toEqual(slashed(waste));
});

it('finds temporary files, but not those that the image uses', async () => {
  const layer = files('tmp/x.tar', 'var/tmp/y', 'tmp/lib/native.so', 'tmp/app.jar', 'tmp/certificate.pem');
  const config = {
    Env: ['LD_LIBRARY_PATH=/usr/lib:/tmp/lib', 'EXTRA_CERTIFICATE=/tmp/certificate.pem', 'TMPDIR=/var/tmp'],
    Cmd: ['java', '-jar', '/tmp/app.jar'],
  };
  expect(await found('temporary-files-left-behind', { layers: [layer] })).toHaveLength(5);
  expect(await found('temporary-files-left-behind', { layers: [layer], config })).toEqual(['/tmp/x.tar', '/var/tmp/y']);
  expect(await found('temporary-files-left-behind', { layers: [layer], config: { WorkingDir: '/tmp' } })).toEqual([
    '/var/tmp/y',
  ]);
  const closure = { files: ['/tmp/lib/native.so'], bytes: 0, missing: [] };
  const entrypoint = running(['/app/server'], { closure });
  expect(await found('temporary-files-left-behind', { layers: [layer], entrypoint })).not.toContain(
    '/tmp/lib/native.so',
  );
});

it('finds histories of version control, not folders that are only called so', async () => {
  const waste = ['app/.git/objects/pack/x.pack', 'app/.svn/pristine/x', 'app/vendor/y/.hg/store/x'];
  const kept = ['srv/project.git/objects/x', 'app/.git-templates/x', 'opt/.git/notes.txt'];
  const layer = [...files(...waste, ...kept), file('app/.git/HEAD', ''), file('app/.svn/wc.db', '')];
  const image = { layers: [layer] };
  expect(await found('version-control-copied', image)).toEqual(slashed(waste));
  expect((await wasteIn(image)).finding('version-control-copied').confidence).toBe('certain');
  const served = await wasteIn({ ...image, config: { Cmd: ['git', 'daemon'] } });
  expect(served.finding('version-control-copied').confidence).toBe('possible');
});

it('finds files of editors and desktops, but no file that only ends like a backup', async () => {
  const waste = ['app/.DS_Store', 'app/.idea/x.xml', 'app/.x.js.swp', 'app/main.js~', 'app/x.patch.orig'];
  const kept = ['app/alone~', 'app/alone.orig', 'usr/share/x/main.js~', 'app/data.swp', 'app/vscode/x'];
  const layer = [
    ...files(...waste, ...kept),
    ...['app/main.js', 'app/x.patch', 'usr/share/x/main.js'].map((path) => file(path, '')),
  ];
  expect(await found('editor-files-copied', { layers: [layer] })).toEqual(slashed(waste));
});

it('finds dumps and histories', async () => {
  const { paths } = await wasteIn({
    layers: [
      files('app/java_pid1.hprof', 'app/node_modules/x/fixture.hprof', 'root/.bash_history', 'var/crash/x.crash'),
    ],
  });
  expect(paths).toEqual(
    new Map([
      ['crash-dumps-left-behind', ['/app/java_pid1.hprof', '/var/crash/x.crash']],
      ['shell-history-left-behind', ['/root/.bash_history']],
    ]),
  );
});
