import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { root } from '../../scripts/folders.ts';
import { busybox, ensureBusybox } from '../testing/engines.ts';
import { MeasuredService } from './service.ts';

/** Seconds, each a median. */
export interface Comparison {
  /** `docker save` to nowhere. */
  readonly save: number;
  /** Nothing cached. */
  readonly cold: number;
  /** Analyzed before by the same service. */
  readonly opened: number;
  /** All layers cached, the service just started. */
  readonly restarted: number;
  /** All layers cached but a small one. */
  readonly rebuilt: number;
  readonly peakMegabytes: number;
}

const name = 'aligera-bench/modules';
const settleMilliseconds = 2000;

/**
 * The project's own dependencies, three times: over 1 GB in over 100,000 files of all kinds, a part of them deleted
 * again. What changes stands on top, in a small layer of its own.
 */
const dockerfile = `FROM ${busybox}
COPY node_modules /app/node_modules
RUN cp -a /app/node_modules /copy && ls -lR /copy > /copy.txt
RUN rm -rf /copy/@mui /copy/recharts && cp -a /app/node_modules /again
`;
const topDockerfile = `FROM ${name}:common
COPY top /srv/top
`;

export async function benchImage(host: string, runs: number): Promise<Comparison> {
  const socket = socketOf(host);
  const first = await buildBenchImage(host);
  const second = await buildTop(socket, 'second');
  const times = {
    save: [] as number[],
    cold: [] as number[],
    opened: [] as number[],
    restarted: [] as number[],
    rebuilt: [] as number[],
  };
  let peakMegabytes = 0;
  for (let run = 0; run < runs; run++) {
    times.save.push(await saveSeconds(socket, first));
    // What the engine still does after its answer would count against the next measurement.
    await pause(settleMilliseconds);
    const data = await mkdtemp(join(tmpdir(), 'aligera-bench-'));
    try {
      const cold = await MeasuredService.during({ data, dockerHost: host }, async (service) => {
        times.cold.push(await service.analyze({ kind: 'engine', id: first }));
        times.opened.push(await service.analyze({ kind: 'engine', id: first }));
      });
      const warm = await MeasuredService.during({ data, dockerHost: host }, async (service) => {
        times.restarted.push(await service.analyze({ kind: 'engine', id: first }));
        times.rebuilt.push(await service.analyze({ kind: 'engine', id: second }));
      });
      peakMegabytes = Math.max(peakMegabytes, cold, warm);
    } finally {
      await rm(data, { recursive: true });
    }
  }
  return {
    save: median(times.save),
    cold: median(times.cold),
    opened: median(times.opened),
    restarted: median(times.restarted),
    rebuilt: median(times.rebuilt),
    peakMegabytes,
  };
}

/** Over 1 GB in over 100,000 files. @returns the image's ID */
export async function buildBenchImage(host: string): Promise<string> {
  const socket = socketOf(host);
  await ensureBusybox(host);
  await build(socket, 'common', dockerfile, ['-C', root, 'node_modules']);
  return buildTop(socket, 'first');
}

function socketOf(host: string): string {
  return host.replace(/^unix:\/\//, '');
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** @returns the image's ID */
async function buildTop(socket: string, tag: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'aligera-bench-'));
  try {
    await writeFile(join(folder, 'top'), `${tag}\n`.repeat(1000));
    return await build(socket, tag, topDockerfile, ['-C', folder, 'top']);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** @param content what `tar` is to put into the context */
async function build(socket: string, tag: string, lines: string, content: readonly string[]): Promise<string> {
  const context = await mkdtemp(join(tmpdir(), 'aligera-bench-'));
  try {
    await writeFile(join(context, 'Dockerfile'), lines);
    const tar = spawn('tar', ['-cf', '-', '-C', context, 'Dockerfile', ...content], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const reference = `${name}:${tag}`;
    const query = new URLSearchParams({ version: '2', t: reference, networkmode: 'none' });
    const said = await send(socket, 'POST', `/build?${query}`, tar.stdout);
    if (said.includes('"error"')) throw new Error(`building ${reference}: ${said.slice(-1000)}`);
    const inspected = await send(socket, 'GET', `/images/${reference}/json`, null);
    return z.object({ Id: z.string() }).parse(JSON.parse(inspected)).Id;
  } finally {
    await rm(context, { recursive: true });
  }
}

async function send(socket: string, method: string, path: string, body: NodeJS.ReadableStream | null): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = body === null ? {} : { 'content-type': 'application/x-tar' };
    const outgoing = request({ socketPath: socket, method, path, headers }, (answer) => {
      const pieces: Buffer[] = [];
      answer.on('data', (piece: Buffer) => pieces.push(piece));
      answer.on('end', () => resolve(Buffer.concat(pieces).toString()));
      answer.on('error', reject);
    });
    outgoing.on('error', reject);
    if (body === null) outgoing.end();
    else body.pipe(outgoing);
  });
}

/** What `docker save` does, without the CLI: the whole stream is read and thrown away. */
async function saveSeconds(socket: string, id: string): Promise<number> {
  const started = performance.now();
  await new Promise<void>((resolve, reject) => {
    const outgoing = request({ socketPath: socket, path: `/images/${id}/get` }, (answer) => {
      answer.resume();
      answer.on('end', resolve);
      answer.on('error', reject);
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
  return (performance.now() - started) / 1000;
}
