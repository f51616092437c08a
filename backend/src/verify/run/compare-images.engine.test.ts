import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from '../../../testing/built-images.ts';
import { engineRequest } from '../../../testing/engine-request.ts';
import { ensureBusybox, testEngines } from '../../../testing/engines.ts';
import { removeImage } from '../../../testing/load-image.ts';
import { routes, type Sabotage, sabotages, theSameService } from '../../../testing/sabotaged.ts';
import { tarOf } from '../../../testing/tar-of.ts';
import { EngineClient } from '../../engine/client.ts';
import { parseDockerHost } from '../../engine/docker-host.ts';
import { verdictOfRun } from '../verdict.ts';
import { compareImages } from './compare-images.ts';
import type { RunPhase } from './observe.ts';
import { runSettingsSchema } from './settings.ts';

describe.concurrent.each(testEngines())('on the $name engine', (engine) => {
  const { host } = engine;
  const client = new EngineClient(parseDockerHost(host, null, 'the test'));
  /** Each text once: many of the originals are the same. */
  const references = new Map<string, string>();
  const built = async (dockerfile: string) => {
    const reference = references.get(dockerfile) ?? `aligera-test/compared:${references.size}`;
    references.set(dockerfile, reference);
    await build(host, reference, tarOf([{ path: 'Dockerfile', mode: 0o644, content: Buffer.from(dockerfile) }]));
  };
  const compared = (
    id: string,
    { original, variant, settings }: Pick<Sabotage, 'original' | 'variant' | 'settings'>,
    onPhase: (phase: RunPhase) => void = () => undefined,
    signal = new AbortController().signal,
  ) => {
    const [first = '', second = ''] = [references.get(original), references.get(variant)];
    const images = { id, original: first, variant: second, labels: { 'aligera-test': 'compared' } };
    const all = runSettingsSchema.parse({ secondsToObserve: 4, ...settings });
    return compareImages(client, { ...images, relay: null, meantUser: null, settings: all }, onPhase, signal);
  };
  const made = async (kind: 'containers' | 'networks', id: string) => {
    const filters = encodeURIComponent(JSON.stringify({ name: [`aligera-verify-${id}-`] }));
    const path = kind === 'containers' ? '/containers/json?all=1&' : '/networks?';
    return JSON.parse((await engineRequest(host, 'GET', `${path}filters=${filters}`)).text);
  };
  const expectNothingLeft = async (id: string) => {
    expect(await made('containers', id)).toEqual([]);
    expect(await made('networks', id)).toEqual([]);
  };

  beforeAll(async () => {
    await ensureBusybox(host);
    const texts = sabotages.flatMap(({ original, variant }) => [original, variant]);
    for (const text of new Set([...texts, routes])) await built(text);
  });
  afterAll(async () => {
    for (const reference of references.values()) await removeImage(engine, reference);
    await client.close();
  });

  // Several at once, as they must not be in each other's way.
  it.concurrent.each(sabotages.map((one, i) => ({ ...one, id: `test-${i}` })))(
    '$name: $kind',
    async ({ id, kind, says, ...one }) => {
      const { comparison, lastLines } = await compared(id, one);
      const verdict = verdictOfRun(comparison, lastLines);
      expect({ ...verdict, checks: comparison.checks }).toMatchObject({ kind });
      expect(verdict.sentences.join('\n')).toMatch(says);
      await expectNothingLeft(id);
    },
  );

  it('leaves nothing behind where it is cancelled in the midst', async () => {
    const cancel = new AbortController();
    const onPhase = (phase: RunPhase) => phase === 'observing' && cancel.abort();
    await expect(compared('test-cancelled', theSameService, onPhase, cancel.signal)).rejects.toMatchObject({
      code: 'cancelled',
    });
    await expectNothingLeft('test-cancelled');
  });

  it('leaves nothing behind where an image is not there', async () => {
    await expect(compared('test-absent', { ...theSameService, variant: 'none' })).rejects.toThrow();
    await expectNothingLeft('test-absent');
  });

  it.each([
    ['isolated', true],
    ['open', false],
  ])('runs in an %s network', async (network, internal) => {
    const id = `test-${network}`;
    let networks: Promise<unknown> = Promise.resolve([]);
    const onPhase = (phase: RunPhase) => {
      if (phase === 'asking') networks = made('networks', id);
    };
    const settings = { network, secondsToObserve: 2 };
    const { lastLines } = await compared(id, { original: routes, variant: routes, settings }, onPhase);
    expect(await networks).toMatchObject(Array.from({ length: 3 }, () => ({ Internal: internal })));
    // An older engine leaves the way out in the container, and closes it by rules of its own.
    if (engine.name === 'modern' || !internal)
      expect(lastLines.original).toEqual([internal ? 'no way out' : 'a way out']);
  });
});
