import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { Failure } from '../failure.ts';
import type { EngineAddress, TlsMaterial } from './address.ts';
import { parseDockerHost } from './docker-host.ts';

/** The docker CLI's own files: its configuration, its contexts, its certificates. */

const configSchema = z.object({ currentContext: z.string().nullish() });
const metaSchema = z.object({
  Endpoints: z.object({ docker: z.object({ Host: z.string().nullish(), SkipTLSVerify: z.boolean().nullish() }) }),
});

/** @returns null where none was chosen; also where the configuration cannot be read, as the CLI does */
export async function currentContext(folder: string): Promise<string | null> {
  const parsed = configSchema.safeParse(parseJson((await read(path.join(folder, 'config.json'))) ?? ''));
  return parsed.data?.currentContext || null;
}

/** @throws Failure `engine-absent` where there is no such context, `bad-request` where it cannot be read */
export async function contextAddress(folder: string, name: string): Promise<EngineAddress> {
  // The CLI names the folders of a context by the digest of its name.
  const place = createHash('sha256').update(name).digest('hex');
  const metaPath = path.join(folder, 'contexts/meta', place, 'meta.json');
  const text = await read(metaPath);
  if (text === null) {
    throw new Failure('engine-absent', `the docker context ${JSON.stringify(name)} does not exist`, {
      hint: 'List contexts with `docker context ls` and choose one with `docker context use`.',
    });
  }
  const meta = metaSchema.safeParse(parseJson(text));
  const endpoint = meta.data?.Endpoints.docker;
  if (!endpoint?.Host) {
    throw new Failure('bad-request', `the docker context ${JSON.stringify(name)} names no engine (${metaPath})`);
  }
  const skipVerify = endpoint.SkipTLSVerify === true;
  const material = await readTls(path.join(folder, 'contexts/tls', place, 'docker'), !skipVerify);
  const secure = skipVerify || [material.ca, material.cert, material.key].some((part) => part !== null);
  return parseDockerHost(endpoint.Host, secure ? material : null, `the docker context ${JSON.stringify(name)}`);
}

/** `ca.pem`, `cert.pem` and `key.pem`; each may be absent. */
export async function readTls(folder: string, verify: boolean): Promise<TlsMaterial> {
  const [ca = null, cert = null, key = null] = await Promise.all(
    ['ca.pem', 'cert.pem', 'key.pem'].map((name) => read(path.join(folder, name))),
  );
  return { ca, cert, key, verify };
}

async function read(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    if (code === 'EACCES') throw new Failure('permission-denied', `no permission to read ${file}`, { cause: error });
    throw error;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
