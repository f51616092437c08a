import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileSizes, landedAnswer, landedIn } from '../../backend/src/project/landed.ts';
import { readArguments } from '../../backend/src/project/read-command.ts';
import { type ProjectReading, projectReadingSchema } from '../../backend/src/project/reading.ts';
import { sizeFilterText } from '../../backend/src/project/size-filter.ts';
import { writeArguments } from '../../backend/src/project/write-command.ts';
import { build } from '../../backend/testing/built-images.ts';
import { engineRequest } from '../../backend/testing/engine-request.ts';
import { testEngines } from '../../backend/testing/engines.ts';
import { modelOf } from '../../backend/testing/model-of.ts';
import { projectFolder } from '../../backend/testing/project-folder.ts';
import { file } from '../../backend/testing/tar-writer.ts';
import { runDocker } from './docker-cli.ts';

/** The extension's own base, with the reader and what it needs, as the Dockerfile lays them out. */
const base = 'gcr.io/distroless/nodejs24-debian13';
const image = 'aligera-test/project-programs:latest';
const root = join(import.meta.dirname, '../..');

async function context(): Promise<Buffer> {
  const archive = pack();
  archive.entry({ name: 'Dockerfile' }, `FROM ${base}\nWORKDIR /app\nCOPY . .\n`);
  for await (const path of glob(
    ['backend/src/**/*.ts', 'backend/package.json', 'node_modules/{zod,xxhash-wasm}/**/*.{js,cjs,json}'],
    { cwd: root },
  )) {
    archive.entry({ name: path }, await readFile(join(root, path)));
  }
  archive.finalize();
  return buffer(archive);
}

describe.each(testEngines())('a container on the $name engine', ({ host }) => {
  afterAll(() => engineRequest(host, 'DELETE', `/images/${image}?force=1`));

  beforeAll(async () => {
    if ((await engineRequest(host, 'GET', `/images/${base}/json`)).status === 200) {
      await build(host, image, await context());
    }
  });

  async function skipReason(): Promise<string | null> {
    if (!host.startsWith('unix:')) return 'the engine is not on this machine, so it has not its folders';
    const { status } = await engineRequest(host, 'GET', `/images/${base}/json`);
    return status === 200 ? null : `the engine has no ${base}`;
  }

  async function read(folder: string, sizes: string | null = null): Promise<ProjectReading> {
    let out = '';
    const args = readArguments({ image, folder, dockerfile: 'Dockerfile', sizes });
    for await (const event of runDocker({ dockerHost: host }, { cmd: 'run', args })) {
      if ('stdout' in event) out += event.stdout;
      if ('stderr' in event) throw new Error(event.stderr);
    }
    return projectReadingSchema.parse(JSON.parse(out).reading);
  }

  it('reads a folder that it may only read', async ({ skip }) => {
    const reason = await skipReason();
    if (reason !== null) skip(reason);

    const folder = projectFolder({
      Dockerfile: 'FROM scratch\nCOPY . /\n',
      '.dockerignore': '*.log\n',
      'x.log': 9,
      'src/a "b", c:d.js': 'app',
    });
    const odd = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xff, 0x0a, 0x1b])]);
    writeFileSync(odd, 'odd');
    execFileSync('mkfifo', [join(folder, 'Dockerfile.pipe'), join(folder, 'pipe')]);
    symlinkSync('.', join(folder, 'src/loop'));
    symlinkSync('/etc/passwd', join(folder, 'secret.Dockerfile'));
    linkSync(join(folder, 'x.log'), join(folder, 'linked'));
    mkdirSync(join(folder, 'closed'));
    chmodSync(join(folder, 'closed'), 0);
    const model = modelOf([[file('app/a.js', 'app')]]);
    const { files, context: measured } = await read(folder, sizeFilterText(fileSizes(model))).finally(() =>
      chmodSync(join(folder, 'closed'), 0o700),
    );
    if (measured === null) throw new Error('the context was asked for');
    expect(files.map(({ path, text }) => [path, text])).toEqual([
      ['Dockerfile', 'FROM scratch\nCOPY . /\n'],
      ['.dockerignore', '*.log\n'],
    ]);
    expect(measured.sent?.largest.map(({ path }) => path)).toEqual([
      'Dockerfile',
      'linked',
      '.dockerignore',
      'src/a "b", c:d.js',
      '\udcff\n\u001b',
    ]);
    expect(measured).toMatchObject({
      others: 2,
      unreadable: { count: 1, some: [{ path: 'closed', why: 'must not be read' }] },
    });
    const answer = landedAnswer(measured, landedIn(model, measured) ?? [], 0, 10);
    expect(answer.files.filter(({ outcome }) => outcome === 'landed')).toEqual([
      { path: 'src/a "b", c:d.js', bytes: 3, outcome: 'landed', at: { path: '/app/a.js', layer: 0, live: true } },
    ]);

    const many = projectFolder(Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`${i % 100}/${i}`, 1])));
    expect((await read(many)).context?.sent).toMatchObject({ files: 20_000, bytes: 20_000, complete: true });
    await expect(read('/no/such/folder')).rejects.toThrow(/bind source path does not exist|invalid mount/i);
  });

  it('writes into a folder that is another user’s, and leaves it theirs', async ({ skip }) => {
    const reason = await skipReason();
    if (reason !== null) skip(reason);
    if (process.getuid?.() !== 0) skip('only root can give a folder away');
    const folder = projectFolder({ Dockerfile: 'FROM old\n' });
    for (const place of [folder, join(folder, 'Dockerfile')]) chownSync(place, 12_345, 12_346);
    chmodSync(join(folder, 'Dockerfile'), 0o600);
    const content = (text: string) => gzipSync(text).toString('base64');
    const args = writeArguments({
      image,
      folder,
      files: [
        {
          path: 'Dockerfile',
          was: createHash('sha256').update('FROM old\n').digest('hex'),
          ours: null,
          content: content('FROM new\n'),
        },
        { path: '.dockerignore', was: null, ours: null, content: content('node_modules\n') },
      ],
    });
    let out = '';
    for await (const event of runDocker({ dockerHost: host }, { cmd: 'run', args })) {
      if ('stdout' in event) out += event.stdout;
    }
    expect(JSON.parse(out)).toEqual({
      written: [
        { path: 'Dockerfile', kept: 'Dockerfile.before-aligera' },
        { path: '.dockerignore', kept: null },
      ],
    });
    const state = (name: string) => {
      const { uid, gid, mode } = statSync(join(folder, name));
      return [readFileSync(join(folder, name), 'utf8'), uid, gid, (mode & 0o777).toString(8)];
    };
    expect(readdirSync(folder).sort().map(state)).toEqual([
      ['node_modules\n', 12_345, 12_346, '644'],
      ['FROM new\n', 12_345, 12_346, '600'],
      ['FROM old\n', 12_345, 12_346, '600'],
    ]);
  });
});
