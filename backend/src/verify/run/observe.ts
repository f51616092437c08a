import { setTimeout as pause } from 'node:timers/promises';
import type { EngineClient } from '../../engine/client.ts';
import { filesInContainer } from '../../engine/container-files.ts';
import { execInContainer } from '../../engine/container-output.ts';
import { changedPaths, containerProcesses, type RunningProcess } from '../../engine/containers.ts';
import { Failure } from '../../failure.ts';
import type { Answer, Observation } from './observation.ts';
import { askAgain, askAll } from './questions.ts';
import type { RunSettings } from './settings.ts';
import { type Pulse, settle } from './settle.ts';
import { maxPrintedBytes, type Side } from './side.ts';
import { userOf } from './user.ts';

export type RunPhase = 'starting' | 'asking' | 'observing' | 'collecting';

export interface Watch {
  readonly settings: RunSettings;
  /** Whether the images or the person name ports. */
  readonly listens: boolean;
  readonly healthTest: readonly string[];
  /** USER of each image. */
  readonly users: readonly string[];
}

/** What is kept of a side between the steps; the observation is made of it in the end. */
interface Seen {
  readonly pulse: Pulse;
  readonly early: readonly RunningProcess[] | null;
  readonly command: Observation['command'];
}

/** Lets all containers run at once, and looks at all of them in the same way at the same moments. */
export async function observe(
  client: EngineClient,
  sides: readonly Side[],
  { settings, listens, healthTest, users }: Watch,
  onPhase: (phase: RunPhase) => void,
  signal: AbortSignal,
): Promise<Observation[]> {
  onPhase('starting');
  const from = Date.now();
  await Promise.all(sides.map((side) => side.start(signal)));
  const atOnce = await Promise.all(sides.map((side) => processesOf(client, side, signal)));
  const reachable = sides.every(({ way }) => way !== 'none');
  const waiting = { started: from, secondsToStart: settings.secondsToStart, listens: listens && reachable };
  const pulses = await settle(sides, waiting, signal);
  const started = Date.now();

  onPhase('asking');
  const early = await Promise.all(sides.map((side) => processesOf(client, side, signal)));
  const ports = pulses[0]?.ports ?? [];
  const first = await askAll(sides, ports, { requests: settings.requests, healthTest }, signal);
  const commands = await Promise.all(sides.map((side) => commandOf(client, side, settings.testCommand, signal)));

  onPhase('observing');
  if (sides.some(({ running }) => running)) await keepWatching(sides, started, settings, signal);
  const last = await askAgain(sides, first[0] ?? [], signal);

  onPhase('collecting');
  return await Promise.all(
    sides.map(async (side, i) => {
      const pulse = pulses[i];
      if (pulse === undefined) throw new Error('a side was not waited for');
      const seen = { pulse, early: early[i] ?? atOnce[i] ?? null, command: commands[i] ?? null };
      const answers = [...(first[i] ?? []), ...(last[i] ?? [])];
      return await collect(
        client,
        side,
        seen,
        answers,
        { settings, listens: waiting.listens, from, user: users[i] ?? '', atOnce: atOnce[i] ?? null },
        signal,
      );
    }),
  );
}

interface Rest {
  readonly settings: RunSettings;
  readonly listens: boolean;
  readonly from: number;
  readonly user: string;
  readonly atOnce: readonly RunningProcess[] | null;
}

async function collect(
  client: EngineClient,
  side: Side,
  { pulse, early, command }: Seen,
  answers: readonly Answer[],
  { settings, listens, from, user, atOnce }: Rest,
  signal: AbortSignal,
): Promise<Observation> {
  await side.look(signal);
  const { state, running, startError } = side;
  const late = await processesOf(client, side, signal);
  const files = new Map<string, Awaited<ReturnType<typeof filesInContainer>>>();
  for (const path of settings.files) files.set(path, await filesInContainer(client, side.id, path, signal));
  const main = [...(late ?? []), ...(early ?? []), ...(atOnce ?? [])].find(({ title }) => title !== '');
  return {
    startError,
    ended:
      running || startError !== null
        ? null
        : { exitCode: state.exitCode, outOfMemory: state.outOfMemory, afterStart: pulse.running },
    settled: !listens || !running || pulse.ports.length > 0,
    ports: running ? await side.reach.ports(signal) : null,
    answers,
    command,
    printed: await side.printed(signal),
    health: state.health,
    changes: await within(secondsToTellChanges, (limit) => changedPaths(client, side.id, limit), signal),
    processes: late === null ? null : late.filter(({ pid }) => early?.some((before) => before.pid === pid) ?? true),
    user: main === undefined ? await userOf(client, side.id, user, signal) : main.uid,
    files,
    run: { names: side.names, buildId: side.buildId, from, to: Date.now() },
  };
}

const everyMs = 500;
const quietMs = 1500;
const secondsToBeHealthy = 60;

/** So long as was asked for, and until health checks have come to an answer and nothing more is printed, or long enough. */
async function keepWatching(
  sides: readonly Side[],
  started: number,
  settings: RunSettings,
  signal: AbortSignal,
): Promise<void> {
  const least = started + settings.secondsToObserve * 1000;
  let printed = '';
  let quietSince = Date.now();
  for (;;) {
    await Promise.all(sides.map(async (side) => (side.running ? await side.look(signal) : undefined)));
    const now = Date.now();
    const waitsForHealth = sides.some(({ running, state }) => running && state.health === 'starting');
    if (waitsForHealth && now < started + secondsToBeHealthy * 1000) {
      await pause(everyMs, undefined, { signal });
      continue;
    }
    if (now >= least) {
      const outputs = await Promise.all(sides.map((side) => side.printed(signal)));
      const length = outputs.map(({ stdout, stderr }) => `${stdout.length}+${stderr.length}`).join();
      if (length !== printed) quietSince = now;
      printed = length;
      if (now - quietSince >= quietMs || now >= least + settings.secondsToObserve * 1000) return;
    }
    await pause(everyMs, undefined, { signal });
  }
}

async function processesOf(client: EngineClient, side: Side, signal: AbortSignal): Promise<RunningProcess[] | null> {
  if (!side.running) return null;
  const processes = await containerProcesses(client, side.id, signal);
  // Between the engine's word that it runs and its first moment.
  return processes?.filter(({ title }) => !/\brunc\b.* init$|^\/proc\/self\/exe init$/.test(title)) ?? null;
}

/** Null where it takes too long: the engine walks through the whole image to tell what was changed in a container. */
async function within<T>(
  seconds: number,
  ask: (signal: AbortSignal) => Promise<T>,
  signal: AbortSignal,
): Promise<T | null> {
  const limit = AbortSignal.timeout(seconds * 1000);
  try {
    return await ask(AbortSignal.any([signal, limit]));
  } catch (error) {
    if (limit.aborted && !signal.aborted) return null;
    throw error;
  }
}

const secondsToTellChanges = 40;

/** The test command, in a container that still runs. */
async function commandOf(
  client: EngineClient,
  side: Side,
  command: RunSettings['testCommand'],
  signal: AbortSignal,
): Promise<Observation['command']> {
  if (command === null || !side.running) return null;
  const limit = AbortSignal.any([signal, AbortSignal.timeout(commandSeconds * 1000)]);
  try {
    return await execInContainer(client, side.id, command, maxPrintedBytes, limit);
  } catch (error) {
    if (signal.aborted || !(error instanceof Failure)) throw error;
    const why = limit.aborted ? `no end within ${commandSeconds} seconds` : error.message;
    return { exitCode: 126, stdout: '', stderr: why, cut: false };
  }
}

const commandSeconds = 60;
