import { setTimeout as pause } from 'node:timers/promises';
import type { Side } from './side.ts';

/** What one side looks like while it is waited for. */
export interface Pulse {
  readonly running: boolean;
  readonly ports: readonly number[];
  /** Since when these are its ports, and since when it printed nothing more: milliseconds of the same clock. */
  readonly portsSince: number;
  readonly quietSince: number;
  readonly printedBytes: number;
  /** Since when it used little of a processor, on the same clock. */
  readonly idleSince: number;
  /** The last look at its processor time, in milliseconds; null before the first. */
  readonly processor: { readonly at: number; readonly used: number } | null;
}

export interface Waiting {
  readonly now: number;
  readonly started: number;
  readonly secondsToStart: number;
  /** Whether the images or the person say that it listens. */
  readonly listens: boolean;
}

const portsSteadyMs = 1500;
/** A program that listens to nothing, prints nothing and does not end is taken for one that works on. */
const quietMs = 6000;
const leastMs = 8000;
/** One that never ceases to print has started by then, unless it still works hard, as one does that compiles first. */
const mostMs = 20_000;
const idleMs = 4000;
const leastPatienceMs = 30_000;

/** Whether all sides have come as far as they will: they listen, have ended, or work on in silence. */
export function haveSettled(pulses: readonly Pulse[], { now, started, secondsToStart, listens }: Waiting): boolean {
  if (now - started >= secondsToStart * 1000) return true;
  const listening = pulses.filter((pulse) => pulse.running && pulse.ports.length > 0);
  const ports = new Set(listening.flatMap((pulse) => pulse.ports));
  const since = Math.max(...listening.map((pulse) => pulse.portsSince));
  // One that has not what the others have is given the time that they took, and more.
  const givenUp = now - since >= Math.max(leastPatienceMs, 3 * (since - started));
  const ended = pulses.some(({ running }) => !running);
  return pulses.every((pulse) => {
    if (!pulse.running) return true;
    if (ports.size > 0) {
      return (
        givenUp || ([...ports].every((port) => pulse.ports.includes(port)) && now - pulse.portsSince >= portsSteadyMs)
      );
    }
    if (listens && !ended) return false;
    if (now - pulse.idleSince < idleMs) return false;
    return now - started >= mostMs || (now - started >= leastMs && now - pulse.quietSince >= quietMs);
  });
}

const everyMs = 250;
const processorEveryMs = 1000;
/** Of one core: what waits uses less, and what is starved by a busy machine still has more. */
const busyShare = 0.05;

/** Waits for all sides alike, and tells what each looked like in the end. */
export async function settle(
  sides: readonly Side[],
  waiting: Pick<Waiting, 'started' | 'secondsToStart' | 'listens'>,
  signal: AbortSignal,
): Promise<readonly Pulse[]> {
  const now = Date.now();
  const since = { portsSince: now, quietSince: now, idleSince: now };
  const start = { ...since, ports: [], printedBytes: 0, processor: null };
  let pulses: readonly Pulse[] = sides.map(({ running }) => ({ ...start, running }));
  while (!haveSettled(pulses, { ...waiting, now: Date.now() })) {
    await pause(everyMs, undefined, { signal });
    pulses = await Promise.all(
      sides.map(async (side, i) => {
        const before = pulses[i] ?? { ...start, running: true };
        return before.running ? await pulseOf(side, before, signal) : before;
      }),
    );
  }
  return pulses;
}

async function pulseOf(side: Side, before: Pulse, signal: AbortSignal): Promise<Pulse> {
  await side.look(signal);
  if (!side.running) return { ...before, running: false };
  const ports = (await side.reach.ports(signal)) ?? [];
  const work = ports.length > 0 ? before : await workOf(side, before, signal);
  const samePorts = ports.join() === before.ports.join();
  const { stdout, stderr } = ports.length > 0 ? { stdout: '', stderr: '' } : await side.printed(signal);
  const printedBytes = ports.length > 0 ? before.printedBytes : stdout.length + stderr.length;
  return {
    running: true,
    ports,
    portsSince: samePorts ? before.portsSince : Date.now(),
    quietSince: printedBytes === before.printedBytes ? before.quietSince : Date.now(),
    printedBytes,
    idleSince: work.idleSince,
    processor: work.processor,
  };
}

type Work = Pick<Pulse, 'idleSince' | 'processor'>;

async function workOf(side: Side, { idleSince, processor }: Work, signal: AbortSignal): Promise<Work> {
  if (processor !== null && Date.now() - processor.at < processorEveryMs) return { idleSince, processor };
  const used = await side.processorTime(signal);
  if (used === null) return { idleSince, processor };
  const at = Date.now();
  const isBusy = processor !== null && (used - processor.used) / (at - processor.at) >= busyShare;
  return { idleSince: isBusy ? at : idleSince, processor: { at, used } };
}
