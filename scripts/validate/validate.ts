import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { root } from '../folders.ts';
import { type Check, contentChecks, fileChecks, labelChecks } from './checks.ts';
import { buildablePlatforms, runtimeDependencies } from './declared.ts';
import { filesOf, inspectImage, type RunningContainer, withService } from './on-engine.ts';

const healthSchema = z.object({
  engine: z.discriminatedUnion('state', [
    z.object({ state: z.literal('connected') }),
    z.object({ state: z.literal('absent'), failure: z.object({ message: z.string() }) }),
  ]),
});
const analysisSchema = z.object({
  id: z.string(),
  outcome: z.object({ state: z.string(), failure: z.object({ message: z.string() }).optional() }),
});
const analysisSeconds = 120;

/** Everything that Docker's marketplace, and we, ask of the image: by its labels, by its files, and by running it. */
export async function validate(host: string, reference: string): Promise<Check[]> {
  const image = await inspectImage(host, reference);
  const dependencies = await runtimeDependencies();
  const platforms =
    dependencies.tiedToProcessor.length > 0
      ? [`${image.Os}/${image.Architecture}`]
      : buildablePlatforms(await readFile(join(root, 'Dockerfile'), 'utf8'), `${image.Os}/${image.Architecture}`);
  const files = await filesOf(host, reference, ['/metadata.json', '/compose.yaml', '/aligera.svg', '/ui', '/app']);
  const extension = { reference, labels: image.Config.Labels ?? {}, platforms, files };
  return [
    ...labelChecks(extension),
    ...fileChecks(extension),
    ...contentChecks(extension, dependencies.names),
    ...(await runChecks(host, reference, image.Id)),
  ];
}

async function runChecks(host: string, reference: string, id: string): Promise<Check[]> {
  const starts = 'starts as compose.yaml has it: read-only, no network, no capabilities';
  const reaches = 'reaches the engine by its socket';
  const analyzes = 'analyzes an image there (itself)';
  try {
    return await withService(host, reference, async (service) => {
      const { engine } = healthSchema.parse(await service.ask('GET', '/health'));
      return [
        { what: starts, why: null },
        { what: reaches, why: engine.state === 'connected' ? null : engine.failure.message },
        { what: analyzes, why: await whyNotAnalyzed(service, id) },
      ];
    });
  } catch (error) {
    return [{ what: starts, why: error instanceof Error ? error.message : String(error) }];
  }
}

async function whyNotAnalyzed(service: RunningContainer, id: string): Promise<string | null> {
  const started = await service.ask('POST', '/analyses', { source: { kind: 'engine', id } });
  for (const deadline = Date.now() + analysisSeconds * 1000; Date.now() < deadline; await pause(200)) {
    const answer = analysisSchema.safeParse(started);
    if (!answer.success) return `the service answered ${JSON.stringify(started)}`;
    const { outcome } = analysisSchema.parse(await service.ask('GET', `/analyses/${answer.data.id}`));
    if (outcome.state === 'done') return null;
    if (outcome.state === 'failed' || outcome.state === 'cancelled') return outcome.failure?.message ?? outcome.state;
  }
  return `was not done after ${analysisSeconds} s`;
}
