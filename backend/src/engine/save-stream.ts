import { z } from 'zod';
import { Failure } from '../failure.ts';
import type { EngineAddress } from './address.ts';
import { EngineClient, isApiAtLeast } from './client.ts';

/**
 * What `docker save` gets: a tar stream in Docker's or OCI's layout, by the age of the engine. An engine with a
 * containerd store or of API 1.48 and newer saves one platform; others save the one that they have.
 * @throws Failure `image-not-found`, `platform-not-available`, `engine-absent`, `permission-denied`, `engine-gone`,
 * `engine-error`, `cancelled`
 */
export async function* openSaveStream(
  address: EngineAddress,
  id: string,
  platform: string | undefined,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const client = new EngineClient(address);
  // Whether anybody reads on or not, the engine must not go on saving.
  const close = () => client.close();
  signal.addEventListener('abort', close, { once: true });
  try {
    const selects = platform !== undefined && isApiAtLeast(await client.apiVersion(signal), '1.48');
    const query = selects ? { platform: platformParameter(platform) } : {};
    const options = { query, absent: 'image-not-found' } as const;
    const saved = await client.stream(`/images/${encodeURIComponent(id)}/get`, signal, options);
    let tail: Uint8Array = new Uint8Array();
    for await (const chunk of saved) {
      tail = chunk.length >= tailBytes ? chunk.subarray(-tailBytes) : Buffer.concat([tail, chunk]).subarray(-tailBytes);
      yield chunk;
    }
    checkEnd(tail, id);
  } finally {
    signal.removeEventListener('abort', close);
    await close();
  }
}

const tailBytes = 4096;
/** Two blocks of zeros end a tar stream (POSIX.1-1988, ustar). */
const endBytes = 1024;
const brokenOffSchema = z.object({ error: z.string() });

/** An engine that fails while it saves ends its answer as if all were well, with a line of JSON behind what it sent. */
function checkEnd(tail: Uint8Array, id: string): void {
  const end = tail.subarray(-endBytes);
  if (end.length === endBytes && end.every((byte) => byte === 0)) return;
  const [json] = /\{"errorDetail":.*\}\s*$/.exec(Buffer.from(tail).toString('latin1')) ?? [];
  const said = brokenOffSchema.safeParse(json === undefined ? undefined : JSON.parse(json));
  throw new Failure('engine-error', `the engine broke off saving ${id}${said.success ? `: ${said.data.error}` : ''}`, {
    hint: 'See whether Docker is still running, then try again.',
  });
}

/** The API wants an OCI platform as JSON. */
function platformParameter(platform: string): string {
  const [os, architecture, variant] = platform.split('/');
  return JSON.stringify({ os, architecture, ...(variant ? { variant } : {}) });
}
