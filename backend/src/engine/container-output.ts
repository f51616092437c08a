import { z } from 'zod';
import type { EngineClient } from './client.ts';
import { printedPieces } from './container-frames.ts';

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
 * So much of each stream, from the beginning.
 * @param options `untilEnd`: what is too much is read and let go, as the end of the stream is waited for
 * @throws Failure `engine-error` where the stream is cut
 */
export async function demultiplexed(
  body: AsyncIterable<Uint8Array>,
  maxBytes: number,
  options: { readonly untilEnd?: boolean } = {},
): Promise<Printed> {
  const kept = { stdout: [] as Uint8Array[], stderr: [] as Uint8Array[] };
  const left = { stdout: maxBytes, stderr: maxBytes };
  let cut = false;
  for await (const { to, bytes } of printedPieces(body)) {
    const taken = bytes.subarray(0, left[to]);
    if (taken.length > 0) kept[to].push(Uint8Array.from(taken));
    left[to] -= taken.length;
    cut ||= taken.length < bytes.length;
    if (cut && !options.untilEnd) break;
  }
  return { stdout: textOf(kept.stdout), stderr: textOf(kept.stderr), cut };
}

const textOf = (pieces: readonly Uint8Array[]) => Buffer.concat(pieces).toString('utf8');
