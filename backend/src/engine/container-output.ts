import { z } from 'zod';
import type { EngineClient } from './client.ts';

/** What a program printed; of each stream at most so many bytes from the beginning. */
export interface Printed {
  readonly stdout: string;
  readonly stderr: string;
  /** Whether there was more than was read. */
  readonly cut: boolean;
}

/**
 * What a container printed so far.
 * @param options `tail` for the last lines only
 */
export async function containerOutput(
  client: EngineClient,
  id: string,
  maxBytes: number,
  signal: AbortSignal,
  options: { readonly tail?: number } = {},
): Promise<Printed> {
  const query = { stdout: '1', stderr: '1', ...(options.tail === undefined ? {} : { tail: String(options.tail) }) };
  return await demultiplexed(await client.stream(`/containers/${id}/logs`, signal, { query }), maxBytes);
}

const createdSchema = z.object({ Id: z.string() });
const endedSchema = z.object({ ExitCode: z.number().nullable() });

/**
 * Runs a command in a container that runs, and waits for its end.
 * @returns the code 127 or 126 where the container has no such program, as a shell would tell it
 * @throws Failure of the engine: the container does not run
 */
export async function execInContainer(
  client: EngineClient,
  id: string,
  command: readonly string[],
  maxBytes: number,
  signal: AbortSignal,
): Promise<Printed & { readonly exitCode: number }> {
  const { Id } = await client.json(`/containers/${id}/exec`, createdSchema, signal, {
    method: 'POST',
    sends: { AttachStdout: true, AttachStderr: true, Cmd: command },
  });
  const stream = await client.stream(`/exec/${Id}/start`, signal, {
    method: 'POST',
    sends: { Detach: false, Tty: false },
  });
  const printed = await demultiplexed(stream, maxBytes, { untilEnd: true });
  const { ExitCode } = await client.json(`/exec/${Id}/json`, endedSchema, signal);
  return { ...printed, exitCode: ExitCode ?? 0 };
}

/**
 * Output of both kinds comes as frames: its kind, three bytes, its length, its content (Docker Engine API, ContainerAttach).
 * @param options `untilEnd`: what is too much is read and let go, as the end of the stream is waited for
 */
export async function demultiplexed(
  pieces: AsyncIterable<Uint8Array>,
  maxBytes: number,
  options: { readonly untilEnd?: boolean } = {},
): Promise<Printed> {
  const kept = { 1: [] as Uint8Array[], 2: [] as Uint8Array[] };
  const left = { 1: maxBytes, 2: maxBytes };
  const header = Buffer.alloc(8);
  let filled = 0;
  let frame = 0;
  let cut = false;
  for await (const piece of pieces) {
    for (let at = 0; at < piece.length; ) {
      if (frame === 0) {
        const used = Math.min(8 - filled, piece.length - at);
        header.set(piece.subarray(at, at + used), filled);
        filled += used;
        at += used;
        if (filled < 8) break;
        filled = 0;
        frame = header.readUInt32BE(4);
        continue;
      }
      const content = piece.subarray(at, at + frame);
      at += content.length;
      frame -= content.length;
      const kind = header[0] === 2 ? 2 : 1;
      const taken = content.subarray(0, left[kind]);
      if (taken.length > 0) kept[kind].push(Uint8Array.from(taken));
      left[kind] -= taken.length;
      cut ||= taken.length < content.length;
    }
    if (cut && !options.untilEnd) break;
  }
  return { stdout: textOf(kept[1]), stderr: textOf(kept[2]), cut };
}

const textOf = (pieces: readonly Uint8Array[]) => Buffer.concat(pieces).toString('utf8');
