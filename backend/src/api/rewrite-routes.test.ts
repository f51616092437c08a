import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningService, startService } from '../../../docker-extension/host/service-process.ts';
import { askService } from '../../../docker-extension/host/service-socket.ts';
import { writeDockerArchive } from '../../testing/archive-builder.ts';
import { buildImage, buildLayer } from '../../testing/image-builder.ts';
import { file } from '../../testing/tar-writer.ts';
import type { Analysis } from '../answers.ts';
import type { HandedOver } from '../project/handed-over.ts';
import type { ReadyRewrite, RewriteAnswer, WorkingRewrite } from '../rewrite-answers.ts';

const rule = 'apt-lists-left-behind';

let folder: string;
let service: RunningService;
let id: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aligera-rewrite-'));
  await mkdir(join(folder, 'samples'));
  const layers = await Promise.all([
    buildLayer([file('etc/debian_version', '13.1\n')], { createdBy: 'ADD rootfs.tar.xz / # buildkit' }),
    buildLayer([file('var/lib/apt/lists/deb_Packages', 'x'.repeat(300_000)), file('usr/bin/curl', 'y'.repeat(1000))], {
      createdBy: 'RUN /bin/sh -c apt-get update && apt-get install -y curl # buildkit',
    }),
  ]);
  await writeDockerArchive(join(folder, 'samples', 'apt.tar'), [{ image: buildImage(layers), references: ['apt:1'] }]);
  service = await startService({
    data: join(folder, 'data'),
    samples: join(folder, 'samples'),
    dockerHost: `unix://${join(folder, 'no-engine.sock')}`,
  });
  const source = { kind: 'archive', archive: 'sample-apt.tar', image: 0 };
  let analysis = await ask<Analysis>('POST', '/analyses', { source });
  while (analysis.outcome.state === 'waiting' || analysis.outcome.state === 'running') {
    analysis = await ask('GET', `/analyses/${analysis.id}?since=${analysis.revision}&waitSeconds=20`);
  }
  id = analysis.id;
});

afterAll(async () => {
  await service.close();
  await rm(folder, { recursive: true });
});

async function ask<T>(method: string, url: string, data?: unknown): Promise<T> {
  const { status, body } = await askService(service.socket, { method, url, data });
  if (status !== 200) throw Object.assign(new Error(body), { status });
  return JSON.parse(body);
}

async function rewrite(query = ''): Promise<ReadyRewrite> {
  const answer = await ask<RewriteAnswer | WorkingRewrite>('GET', `/analyses/${id}/rewrite?${query}`);
  if (answer.state !== 'ready') throw new Error(JSON.stringify(answer));
  return answer;
}

const give = (project: HandedOver) => ask('PUT', `/analyses/${id}/project`, project);

describe('the rewrite of an image, asked of the service', () => {
  it('starts from what was reconstructed, and says so', async () => {
    const { start, today, variants } = await rewrite();
    expect(start.reconstructed).toMatch(/^Nobody wrote this Dockerfile/);
    expect(today?.stored).toBe(301_005);
    const [tidy] = variants;
    expect(tidy?.dockerfile).toContain('rm -rf /var/lib/apt/lists/*');
    expect(tidy?.edits.map((edit) => edit.rule)).toContain(rule);
    expect(tidy?.predicted?.stored.bytes).toBeLessThan(2_000);
  });

  it('leaves out the rules and the edits that are dropped', async () => {
    const before = await rewrite();
    const edit = before.variants[0]?.edits.find((one) => one.rule === rule);
    expect(edit).toBeDefined();
    for (const dropped of [rule, edit?.id ?? '']) {
      const { variants, rules } = await rewrite(`dropped=${encodeURIComponent(dropped)}`);
      expect(variants.flatMap(({ edits }) => edits.filter((one) => one.rule === rule))).toEqual([]);
      expect(rules.find((one) => one.id === rule)?.off).toBe(dropped === rule);
    }
  });

  it('starts from the Dockerfile that a person gave, and anew when it is another', async () => {
    const text = '# Mine.\nFROM scratch\nADD rootfs.tar.xz /\nRUN apt-get update && apt-get install -y curl\n';
    await give({ kind: 'dockerfile', name: 'my.Dockerfile', text });
    const { start, variants } = await rewrite();
    expect(start).toMatchObject({ filename: 'my.Dockerfile', text, reconstructed: null });
    expect(variants.at(-1)?.dockerfile).toContain('# Mine.');
    await give({ kind: 'dockerfile', name: 'Dockerfile', text: 'COPY nothing\n' });
    expect(await ask('GET', `/analyses/${id}/rewrite`)).toMatchObject({
      state: 'none',
      why: expect.stringContaining('BuildKit refuses'),
    });
    await ask('DELETE', `/analyses/${id}/project`);
    expect((await rewrite()).start.reconstructed).not.toBeNull();
  });

  it.each([
    ['/analyses/nothing/rewrite', 404],
    [`/analyses/nothing/rewrite?waitSeconds=1000`, 400],
    [`/analyses/nothing/rewrite?dropped=${'x'.repeat(13_000)}`, 400],
  ])('refuses %s', async (url, status) => {
    expect((await askService(service.socket, { method: 'GET', url })).status).toBe(status);
  });
});
