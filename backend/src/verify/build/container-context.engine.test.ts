import { truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { root } from '../../../../scripts/folders.ts';
import { engineRequest, engineSays } from '../../../testing/engine-request.ts';
import { busybox, ensureBusybox, testEngines } from '../../../testing/engines.ts';
import { projectFolder } from '../../../testing/project-folder.ts';
import { hasImage } from '../../../testing/run-in-image.ts';
import { EngineClient } from '../../engine/client.ts';
import { parseDockerHost } from '../../engine/docker-host.ts';
import { labelsOf, listMade, removeMade } from '../../engine/made-here.ts';
import { packArguments } from '../../project/pack-command.ts';
import { VariantBuilder } from './build-variant.ts';
import { containerContext } from './container-context.ts';
import { type ContextSource, folderContext } from './context-source.ts';

const never = new AbortController().signal;
const node = 'node:24-slim';

describe.each(testEngines())('on the $name engine', (engine) => {
  const client = new EngineClient(parseDockerHost(engine.host, null, 'the test'));
  const maker = { owner: `test-${process.pid}`, startedAt: Date.now(), verification: engine.name };
  afterEach(async () => {
    const ours = (await listMade(client, never)).filter((thing) => thing.maker.owner === maker.owner);
    expect(await removeMade(client, ours, never)).toEqual([]);
  });
  afterAll(() => client.close());

  /** What `docker create` does with those arguments, with this repository in place of the extension's image. */
  async function create(folder: string): Promise<string> {
    const args = packArguments({ image: 'the-extension', folder, labels: labelsOf(maker) });
    expect(args).toContain(`--label=${Object.entries(labelsOf(maker))[0]?.join('=')}`);
    const config = {
      Image: node,
      Entrypoint: ['node'],
      Cmd: args.slice(args.indexOf('the-extension') + 1),
      WorkingDir: '/app',
      Labels: labelsOf(maker),
      HostConfig: {
        Binds: [`${root}:/app:ro`, `${folder}:/project:ro`],
        NetworkMode: 'none',
        LogConfig: { Type: 'none' },
      },
    };
    const sent = { body: JSON.stringify(config), type: 'application/json' };
    const answer = await engineRequest(engine.host, 'POST', '/containers/create', sent);
    await engineSays(answer, 'create');
    return JSON.parse(answer.text).Id;
  }

  async function build(context: ContextSource, dockerfile: string) {
    const asked = { buildArgs: {}, target: null, platform: null, network: 'none', seconds: 100 };
    const files = { ignoreFile: { path: '.dockerignore', text: 'out\n' }, edits: [], filename: 'Dockerfile' };
    const builder = new VariantBuilder({ dockerfile, ...files, ...asked, maker, name: 'packed' });
    const built = await builder.run(client, context, never);
    return { built, report: builder.report(Date.now()), digest: builder.contextDigest };
  }

  it('builds from a folder that only a container sees', async ({ skip }) => {
    if (!engine.host.startsWith('unix:')) return skip('the engine may be on another machine');
    if (!(await hasImage(engine.host, node))) skip(`the engine has no ${node}`);
    await ensureBusybox(engine.host);
    const folder = projectFolder({ 'in/a': 'a', out: 'b', 'in/large': '' });
    truncateSync(join(folder, 'in/large'), 100e6);
    const dockerfile = `FROM ${busybox}\nCOPY . /all\nRUN ls /all /all/in && wc -c /all/in/large\n`;
    const { built, report } = await build(containerContext(client, await create(folder)), dockerfile);
    expect(built).toMatchObject({ state: 'built' });
    const bytes = 100e6 + 1 + dockerfile.length + 4;
    expect(report.context).toEqual({ kind: 'folder', files: 4, bytes, notes: [] });
    const log = report.steps.find(({ lines }) => lines?.start === 3)?.log;
    if (log?.length) expect(log).toContain('100000000 /all/in/large');
  });

  it('packs again with the same container, also where it was left in the middle, and what it packs is the same', async ({
    skip,
  }) => {
    if (!engine.host.startsWith('unix:')) return skip('the engine may be on another machine');
    if (!(await hasImage(engine.host, node))) skip(`the engine has no ${node}`);
    await ensureBusybox(engine.host);
    const folder = projectFolder({ 'in/a': 'a', 'in/large': '' });
    truncateSync(join(folder, 'in/large'), 30e6);
    const context = containerContext(client, await create(folder));
    const question = {
      dockerfile: { path: 'Dockerfile', text: 'FROM scratch' },
      ignoreFile: null,
      asked: { how: 'everything' },
    } as const;
    const { archive } = await context(question, never);
    for await (const _ of archive) break;
    const dockerfile = `FROM ${busybox}\nCOPY . /all\n`;
    const [one, two] = [await build(context, dockerfile), await build(context, `${dockerfile}LABEL more=1\n`)];
    expect([one.built.state, two.built.state]).toEqual(['built', 'built']);
    expect(one.digest).toMatch(/^[0-9a-f]{64}$/);
    expect(two.digest).toBe(one.digest);
    expect((await build(folderContext(folder), dockerfile)).digest).toBe(one.digest);
  });

  it('tells why a folder cannot be packed', async ({ skip }) => {
    if (!engine.host.startsWith('unix:')) return skip('the engine may be on another machine');
    if (!(await hasImage(engine.host, node))) skip(`the engine has no ${node}`);
    const builder = new VariantBuilder({
      dockerfile: 'FROM scratch\nCOPY a /\n',
      ignoreFile: { path: '.dockerignore', text: '!\n' },
      ...{
        edits: [],
        filename: 'Dockerfile',
        buildArgs: {},
        target: null,
        platform: null,
        network: 'none',
        seconds: 100,
      },
      ...{ maker, name: 'packed' },
    });
    const context = containerContext(client, await create(projectFolder({ a: 'a' })));
    await expect(builder.run(client, context, never)).rejects.toMatchObject({ code: 'not-supported' });
  });
});
