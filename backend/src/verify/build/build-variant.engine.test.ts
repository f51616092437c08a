import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { busybox, ensureBusybox, testEngines } from '../../../testing/engines.ts';
import { projectFolder } from '../../../testing/project-folder.ts';
import { runInImage } from '../../../testing/run-in-image.ts';
import { findBuilder } from '../../engine/build/builders.ts';
import { EngineClient } from '../../engine/client.ts';
import { parseDockerHost } from '../../engine/docker-host.ts';
import { imageNameOf, listMade, removeMade } from '../../engine/made-here.ts';
import type { LineRange } from '../../rewrite-answers.ts';
import { type VariantBuild, VariantBuilder } from './build-variant.ts';
import { folderContext } from './context-source.ts';

const never = new AbortController().signal;
const fresh = `${Date.now()}`;

describe.each(testEngines())('on the $name engine', (engine) => {
  const client = new EngineClient(parseDockerHost(engine.host, null, 'the test'));
  const maker = { owner: `test-${process.pid}`, startedAt: Date.now(), verification: engine.name };
  beforeAll(() => ensureBusybox(engine.host));
  afterAll(async () => {
    // Each build takes the name of the one before.
    const made = await listMade(client, never);
    await removeMade(
      client,
      made.filter((thing) => thing.maker.owner === maker.owner),
      never,
    );
    await client.close();
  });

  function builder(dockerfile: string, more: Partial<VariantBuild> = {}) {
    const asked = { buildArgs: {}, target: null, platform: null, network: 'none', seconds: 100 };
    const files = { ignoreFile: null, edits: [], filename: 'docker/app.Dockerfile' };
    return new VariantBuilder({ dockerfile, ...files, ...asked, maker, name: 'build-variant', ...more });
  }

  it('builds from a folder, with the texts of the variant', async () => {
    const folder = projectFolder({
      'docker/app.Dockerfile': 'FROM old\n',
      '.dockerignore': 'src\n',
      'src/kept': fresh,
      'src/ignored.md': 'x',
      'large/unasked': 1_000_000,
    });
    const dockerfile = `FROM ${busybox}\nARG WORD\nCOPY src /src\nRUN cat /src/* && echo $WORD >/word\n`;
    const ignoreFile = { path: '.dockerignore', text: '**/*.md\n' };
    const build = builder(dockerfile, { ignoreFile, buildArgs: { WORD: 'given' } });
    const built = await build.run(client, folderContext(folder), never);
    expect(built).toMatchObject({ state: 'built', reference: `aligera/build-variant:verify-${engine.name}` });
    const { steps, context } = build.report(Date.now());
    expect(context).toEqual({ kind: 'folder', files: 2, bytes: dockerfile.length + fresh.length, notes: [] });
    expect(steps.map(({ lines }) => lines).filter((lines) => lines !== null)).toEqual(
      // The base is told twice: when its configuration is read, and as a step.
      [1, 1, 3, 4].map((line) => ({ start: line, end: line })),
    );
    expect(steps.find(({ lines }) => lines?.start === 4)?.log).toEqual([fresh]);
    const out = await runInImage(engine.host, built.state === 'built' ? built.image : '', [
      'sh',
      '-c',
      'cat /word; ls /src',
    ]);
    expect(out.toString()).toBe('given\nkept\n');
  });

  const edit = (id: string, ...to: LineRange[]) => ({ id, to });

  it.each([
    [
      'a lost program',
      `FROM ${busybox} AS build\nRUN echo made >/made\nFROM ${busybox}\nWORKDIR /\nRUN echo a; \\\n  gcc --version\n`,
      { lines: { start: 5, end: 6 }, likelyCause: expect.stringContaining('gcc'), edits: ['base', 'line', 'taken'] },
    ],
    [
      'a lost shell',
      `FROM ${busybox} AS build\nRUN true\nFROM scratch\nCOPY --from=build /bin/busybox /\nRUN echo ${fresh}\n`,
      { lines: { start: 5, end: 5 }, likelyCause: expect.stringContaining('no shell') },
    ],
    [
      'a lost file',
      `FROM ${busybox}\nRUN true\nCOPY lost /\n`,
      { lines: { start: 3, end: 3 }, likelyCause: expect.stringContaining('/lost'), edits: ['base'] },
    ],
    [
      'a lost file of another stage',
      `FROM ${busybox} AS build\nRUN true\nFROM ${busybox}\nCOPY --from=build /lost /\n`,
      { lines: { start: 4, end: 4 }, likelyCause: expect.stringContaining('/lost') },
    ],
    [
      'a word that is none',
      `FROM ${busybox}\nRUN true\nFETCH \\\n it\n`,
      { lines: { start: 3, end: 4 }, step: null, edits: ['base'] },
    ],
    [
      'a lost base',
      `FROM ${busybox} AS build\nRUN true\nFROM registry.invalid/lost:1\nCOPY --from=build /bin /bin\n`,
      { lines: { start: 3, end: 3 }, edits: ['base'] },
    ],
    [
      'a secret',
      `FROM ${busybox}\nRUN --mount=type=secret,id=token cat /run/secrets/token\n`,
      { lines: { start: 2, end: 2 }, likelyCause: expect.stringContaining('secret') },
    ],
  ])('tells why %s fails a build', async (_, dockerfile, failure) => {
    const edits = [
      edit('base', { start: 3, end: 3 }),
      edit('line', { start: 5, end: 5 }),
      edit('taken', { start: 4, end: 3 }),
      edit('other', { start: 1, end: 2 }),
    ];
    const built = await builder(dockerfile, { edits }).run(client, folderContext(projectFolder({ a: 'a' })), never);
    expect(built).toMatchObject({ state: 'failed', failure });
  });

  it('tells where a build stood that was given up', async () => {
    // A busy machine may take longer to come to the step at all.
    for (const seconds of [12, 60, 240]) {
      const build = builder(`FROM ${busybox}\nRUN echo ${fresh} && sleep 600\n`, { seconds });
      const built = await build.run(client, folderContext(projectFolder({ a: 'a' })), never);
      if (built.state === 'failed' && !built.failure.step?.log.includes(fresh) && seconds < 240) continue;
      const step = { state: 'canceled', log: [fresh] };
      expect(built).toMatchObject({ state: 'failed', failure: { lines: { start: 2, end: 2 }, step } });
      break;
    }
  });

  it('builds with a builder of the docker CLI, with secrets', async ({ skip }) => {
    const environment = { ...process.env, DOCKER_HOST: engine.host, TOKEN: 'known to few' };
    const found = await findBuilder(client, 'default', environment, never).catch(() => null);
    if (found === null) return skip('the docker CLI has no buildx here');
    const elsewhere = { builder: found, secrets: [{ id: 'token', variable: 'TOKEN' }], environment };
    const build = builder(`FROM ${busybox}\nCOPY a /\nRUN --mount=type=secret,id=token wc -c /run/secrets/token\n`);
    const built = await build.runElsewhere(client, elsewhere, folderContext(projectFolder({ a: fresh })), never);
    const reference = imageNameOf('build-variant', maker);
    expect(built).toEqual({ state: 'built', image: expect.stringMatching(/^sha256:/), reference });
    const own = (await listMade(client, never)).filter((thing) => thing.name === reference);
    expect(own).toEqual([{ kind: 'image', name: reference, maker }]);
    const failing = builder(`FROM ${busybox}\nRUN gcc a\n`);
    const failed = await failing.runElsewhere(client, elsewhere, folderContext(projectFolder({ a: fresh })), never);
    const failure = { lines: { start: 2, end: 2 }, likelyCause: expect.stringContaining('gcc') };
    expect(failed).toMatchObject({ state: 'failed', failure });
  });
});
