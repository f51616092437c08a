import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from '../../../testing/built-images.ts';
import { engineRequest } from '../../../testing/engine-request.ts';
import { ensureBusybox, testEngines } from '../../../testing/engines.ts';
import { removeImage } from '../../../testing/load-image.ts';
import { type Sabotage, sabotages } from '../../../testing/sabotaged.ts';
import { tarOf } from '../../../testing/tar-of.ts';
import { EngineClient } from '../../engine/client.ts';
import { parseDockerHost } from '../../engine/docker-host.ts';
import { verdictOfRun } from '../verdict.ts';
import { compareImages } from './compare-images.ts';
import { runSettingsSchema } from './settings.ts';

describe.each(testEngines())('on the $name engine', (engine) => {
  const { host } = engine;
  const client = new EngineClient(parseDockerHost(host, null, 'the test'));
  /** Each text once: many of the originals are the same. */
  const references = new Map<string, string>();
  const built = async (dockerfile: string) => {
    const reference = references.get(dockerfile) ?? `aligera-test/compared:${references.size}`;
    references.set(dockerfile, reference);
    await build(host, reference, tarOf([{ path: 'Dockerfile', mode: 0o644, content: Buffer.from(dockerfile) }]));
  };
  const compared = (id: string, { original, variant, settings }: Sabotage, signal: AbortSignal) => {
    const [first = '', second = ''] = [references.get(original), references.get(variant)];
    return compareImages(
      client,
      {
        id,
        original: first,
        variant: second,
        settings: runSettingsSchema.parse({ secondsToObserve: 4, ...settings }),
        labels: { 'aligera-test': 'compared' },
        relay: null,
      },
      () => undefined,
      signal,
    );
  };
  const left = async (kind: 'containers' | 'networks', id: string) => {
    const filters = encodeURIComponent(JSON.stringify({ name: [`aligera-verify-${id}`] }));
    const answer = await engineRequest(
      host,
      'GET',
      `/${kind}${kind === 'containers' ? '/json' : ''}?all=1&filters=${filters}`,
    );
    return JSON.parse(answer.text);
  };

  beforeAll(async () => {
    await ensureBusybox(host);
    for (const text of new Set(sabotages.flatMap(({ original, variant }) => [original, variant]))) await built(text);
  });
  afterAll(async () => {
    for (const reference of references.values()) await removeImage(engine, reference);
    await client.close();
  });

  // Several at once, as they must not be in each other's way.
  it.concurrent.each(sabotages.map((one, i) => ({ ...one, id: `test-${i}` })))(
    '$name: $kind',
    async ({ id, ...one }) => {
      const { comparison, lastLines } = await compared(id, one, AbortSignal.timeout(200_000));
      const verdict = verdictOfRun(comparison, lastLines);
      expect({ ...verdict, checks: comparison.checks }).toMatchObject({ kind: one.kind });
      expect(verdict.sentences.join('\n')).toMatch(one.says);
      expect(await left('containers', id)).toEqual([]);
      expect(await left('networks', id)).toEqual([]);
    },
    240_000,
  );
});
