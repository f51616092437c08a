import { chmodSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { analyzeEngineImage } from '../../../testing/analyze-engine.ts';
import { busybox, ensureBusybox, testEngines } from '../../../testing/engines.ts';
import { projectFolder } from '../../../testing/project-folder.ts';
import { runInImage } from '../../../testing/run-in-image.ts';
import { parseDockerfile } from '../../dockerfile/parse-dockerfile.ts';
import { EngineClient } from '../../engine/client.ts';
import { parseDockerHost } from '../../engine/docker-host.ts';
import { listMade, removeMade } from '../../engine/made-here.ts';
import type { LineMap } from '../../recovery-answers.ts';
import { VariantBuilder } from './build-variant.ts';
import { type ContextSource, folderContext } from './context-source.ts';
import { imageContext } from './image-context.ts';
import { recoverContext } from './recover-context.ts';

const never = new AbortController().signal;

describe.each(testEngines())('on the $name engine', (engine) => {
  const client = new EngineClient(parseDockerHost(engine.host, null, 'the test'));
  const maker = { owner: `test-${process.pid}`, startedAt: Date.now(), verification: `image-${engine.name}` };
  beforeAll(() => ensureBusybox(engine.host));
  afterAll(async () => {
    const ours = (await listMade(client, never)).filter((thing) => thing.maker.owner === maker.owner);
    expect(await removeMade(client, ours, never)).toEqual([]);
    await client.close();
  });

  async function build(name: string, dockerfile: string, context: ContextSource): Promise<string> {
    const asked = { buildArgs: {}, target: null, platform: null, network: 'none', seconds: 100 };
    const files = { ignoreFile: null, edits: [], filename: 'Dockerfile' };
    const builder = new VariantBuilder({ dockerfile, ...files, ...asked, maker, name });
    const built = await builder.run(client, context, never);
    if (built.state === 'failed') throw new Error(built.failure.said);
    return built.image;
  }

  it('builds without a folder what only needs files of the image', async () => {
    const folder = projectFolder({ 'run.sh': '#!/bin/sh\necho ran\n', 'lib/a': 'a', 'lib/deep/b': 'b', unused: 'x' });
    chmodSync(join(folder, 'run.sh'), 0o755);
    chmodSync(join(folder, 'lib/deep'), 0o711);
    symlinkSync('a', join(folder, 'lib/link'));
    const lines = [
      `FROM ${busybox}`,
      'WORKDIR /srv/app',
      'COPY run.sh ./',
      'COPY lib ./lib/',
      'RUN touch lib/made made',
    ];
    const dockerfile = `${lines.join('\n')}\n`;
    const original = await build('image-original', dockerfile, folderContext(folder));
    const { described, model } = await analyzeEngineImage(engine.host, original);
    const layers = described.layers.length;
    // The last line made the topmost layer, and so on down.
    const instructions: LineMap['instructions'] = parseDockerfile(dockerfile).instructions.map(
      (instruction, index) => ({
        index,
        startLine: instruction.startLine,
        endLine: instruction.endLine,
        layers: index === 0 ? [] : [layers - lines.length + index],
      }),
    );
    const map = { how: 'history', instructions, layers: [], mismatch: null } as const;
    const workingDir = described.config.config?.WorkingDir ?? '';
    const recovered = recoverContext({ dockerfile, options: {}, lines: map, model, workingDir });
    if ('why' in recovered) throw new Error(recovered.why);
    const variant = `FROM ${busybox} AS build\nCOPY lib /lib2/\nFROM ${busybox}\nCOPY run.sh /\nCOPY --from=build /lib2 /lib2\n`;
    const image = await build('image-variant', variant, imageContext(client, original, recovered, maker));
    const listed =
      'cd /; ./run.sh; find lib2 | sort; readlink lib2/link; cat lib2/link lib2/deep/b; stat -c %a lib2/deep; ls unused 2>&1';
    const out = await runInImage(engine.host, image, ['sh', '-c', `${listed}; true`]);
    expect(out.toString().split('\n').slice(0, 9)).toEqual([
      'ran',
      ...['lib2', 'lib2/a', 'lib2/deep', 'lib2/deep/b', 'lib2/link'],
      'a',
      'ab711',
      'ls: unused: No such file or directory',
    ]);
    const without = imageContext(client, original, recovered, maker);
    await expect(build('image-variant', `FROM ${busybox}\nCOPY unused /\n`, without)).rejects.toMatchObject({
      code: 'not-supported',
    });
  });
});
