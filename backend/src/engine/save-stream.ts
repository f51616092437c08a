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
    yield* await client.stream(`/images/${encodeURIComponent(id)}/get`, signal, { query, absent: 'image-not-found' });
  } finally {
    signal.removeEventListener('abort', close);
    await close();
  }
}

/** The API wants an OCI platform as JSON. */
function platformParameter(platform: string): string {
  const [os, architecture, variant] = platform.split('/');
  return JSON.stringify({ os, architecture, ...(variant ? { variant } : {}) });
}
