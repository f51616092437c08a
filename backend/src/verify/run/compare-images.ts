import { z } from 'zod';
import type { EngineClient } from '../../engine/client.ts';
import { cancelled } from '../../failure.ts';
import type { Comparison, LastLines } from '../../verify-answers.ts';
import { compareObservations } from './compare.ts';
import type { Observation } from './observation.ts';
import { observe, type RunPhase } from './observe.ts';
import type { RelayImage } from './reach.ts';
import type { RunSettings } from './settings.ts';
import { shortened } from './shown.ts';
import { Side, type SideName, sideNames } from './side.ts';

export interface ImagesToCompare {
  /** Of the verification: part of the names of all that is made. */
  readonly id: string;
  /** Image IDs or references that are on the engine. */
  readonly original: string;
  readonly variant: string;
  readonly settings: RunSettings;
  /** On all that is made, so that it is found again. */
  readonly labels: Readonly<Record<string, string>>;
  /** From what a relay can be made where this machine does not reach the containers. */
  readonly relay: RelayImage | null;
  /** The number of the user that the variant is meant to run as; null for the original's. */
  readonly meantUser: string | null;
}

export interface ComparedRun {
  readonly comparison: Comparison;
  readonly lastLines: LastLines;
}

/**
 * Runs the original twice and the variant beside, all started alike, and compares them from outside. What the two runs of
 * the original do differently is no difference of the variant.
 * @throws Failure of the engine, `image-not-found`, `cancelled`; nothing that was made is left in any case
 */
export async function compareImages(
  client: EngineClient,
  images: ImagesToCompare,
  onPhase: (phase: RunPhase) => void,
  signal: AbortSignal,
): Promise<ComparedRun> {
  const [ran] = await Promise.allSettled([run(client, images, onPhase, signal)]);
  // Each is tried, whatever becomes of the others.
  const removed = await Promise.allSettled(sideNames.map((side) => Side.remove(client, nameOf(images, side))));
  if (ran.status === 'rejected') throw signal.aborted ? cancelled() : ran.reason;
  for (const one of removed) if (one.status === 'rejected') throw one.reason;
  return ran.value;
}

const nameOf = ({ id }: ImagesToCompare, side: SideName) => `aligera-verify-${id}-${side}`;

async function run(
  client: EngineClient,
  images: ImagesToCompare,
  onPhase: (phase: RunPhase) => void,
  signal: AbortSignal,
): Promise<ComparedRun> {
  const { original, variant, settings, labels, relay, meantUser } = images;
  const [told, toldVariant] = [await configOf(client, original, signal), await configOf(client, variant, signal)];
  const named = [...new Set([...told.ports, ...toldVariant.ports, ...settings.ports])];
  signal.throwIfAborted();
  const created = await Promise.allSettled(
    sideNames.map(async (side) => {
      const [image, { healthTest }] = side === 'variant' ? [variant, toldVariant] : [original, told];
      const plan = { name: nameOf(images, side), labels, image, settings, ports: named, relay };
      return await Side.create(client, { ...plan, hasHealthCheck: healthTest.length > 0 });
    }),
  );
  const sides = created.map((one) => {
    if (one.status === 'rejected') throw one.reason;
    return one.value;
  });
  const watch = {
    settings,
    listens: named.length > 0,
    healthTest: told.healthTest,
    users: [told.user, told.user, toldVariant.user],
  };
  const [first, again, other] = await observe(client, sides, watch, onPhase, signal);
  if (first === undefined || again === undefined || other === undefined) throw new Error('a side was not observed');
  const notSeen = [
    ...(sides.some(({ way }) => way === 'none') ? [unreached(settings)] : []),
    ...(first.settled && again.settled ? [] : [tooSlow(settings)]),
  ];
  return {
    comparison: compareObservations([first, again, other], notSeen, meantUser),
    lastLines: { original: lastLinesOf(first), variant: lastLinesOf(other) },
  };
}

const tooSlow = ({ secondsToStart }: RunSettings) =>
  `The original listens to nothing within ${secondsToStart} seconds, though its image names ports: give it longer, or what it waits for.`;

function unreached({ network }: RunSettings): string {
  const otherwise = network === 'isolated' ? ' Or let the containers run in an open network.' : '';
  return (
    'What they listen to and answer could not be looked at: this machine is not the engine’s, and the engine has no image ' +
    `of Aligera to ask from.${otherwise}`
  );
}

const imageSchema = z.object({
  Config: z
    .object({
      User: z.string().nullish(),
      ExposedPorts: z.record(z.string(), z.unknown()).nullish(),
      Healthcheck: z.object({ Test: z.array(z.string()).nullish() }).nullish(),
    })
    .nullish(),
});

async function configOf(client: EngineClient, image: string, signal: AbortSignal) {
  const { Config } = await client.json(`/images/${image}/json`, imageSchema, signal, { absent: 'image-not-found' });
  const [kind = 'NONE', ...healthTest] = Config?.Healthcheck?.Test ?? [];
  return {
    user: Config?.User ?? '',
    ports: Object.keys(Config?.ExposedPorts ?? {}).flatMap((port) =>
      /^\d+(?:\/tcp)?$/.test(port) ? [Number.parseInt(port, 10)] : [],
    ),
    healthTest: kind === 'NONE' ? [] : healthTest,
  };
}

const lastLinesKept = 30;

function lastLinesOf({ startError, printed }: Observation): string[] {
  const lines = `${printed.stdout}\n${printed.stderr}\n${startError ?? ''}`
    .split('\n')
    .filter((line) => line.trim() !== '');
  return lines.slice(-lastLinesKept).map(shortened);
}
