import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { attachedProvenance, type FoundAttestations, toldProvenance } from './attestations.ts';
import { EngineClient } from './client.ts';
import { type Digest, digestSchema } from './described-image.ts';
import { parseDockerHost } from './docker-host.ts';

const never = new AbortController().signal;
const slsa = 'https://slsa.dev/provenance/v0.2';

/** Documents by their digests, as a content store holds them. */
class Documents {
  readonly #documents = new Map<string, Buffer>();

  add(value: unknown): Digest {
    const bytes = Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
    const digest = digestSchema.parse(`sha256:${createHash('sha256').update(bytes).digest('hex')}`);
    this.#documents.set(digest, bytes);
    return digest;
  }

  readonly read = async (digest: Digest, maxBytes: number): Promise<Buffer | null> => {
    const bytes = this.#documents.get(digest) ?? null;
    return bytes !== null && bytes.length > maxBytes ? null : bytes;
  };
}

const image = (digest: Digest) => ({ digest, platform: { os: 'linux', architecture: 'amd64' } });
const attestation = (digest: Digest, of: Digest) => ({
  digest,
  annotations: { 'vnd.docker.reference.type': 'attestation-manifest', 'vnd.docker.reference.digest': of },
});
const layer = (digest: Digest, predicateType: string) => ({
  digest,
  annotations: { 'in-toto.io/predicate-type': predicateType },
});

function statements(found: FoundAttestations): string[] | string {
  return 'why' in found ? found.why : found.map(({ statement }) => statement.toString('utf8'));
}

describe('what is attached to an image', () => {
  let documents: Documents;
  let one: Digest;
  let other: Digest;
  beforeEach(() => {
    documents = new Documents();
    one = documents.add('the image for one platform');
    other = documents.add('the image for another');
  });

  const attest = (of: Digest, statement: string, predicateType = slsa) =>
    attestation(documents.add({ layers: [layer(documents.add(statement), predicateType)] }), of);

  test('the provenance is that of the asked platform', async () => {
    const index = { manifests: [image(one), image(other), attest(other, 'of the other'), attest(one, 'of the one')] };
    expect(statements(await attachedProvenance(index, one, documents.read))).toEqual(['of the one']);
  });

  test('it is found in an index within an index, once for all tags', async () => {
    const mediaType = 'application/vnd.oci.image.index.v1+json';
    const inner = documents.add({ manifests: [image(one), attest(one, 'nested')] });
    const index = {
      manifests: [
        { mediaType, digest: inner },
        { mediaType, digest: inner },
      ],
    };
    expect(statements(await attachedProvenance(index, one, documents.read))).toEqual(['nested']);
  });

  test('a list of packages is no provenance', async () => {
    const index = { manifests: [image(one), attest(one, 'packages', 'https://spdx.dev/Document')] };
    expect(statements(await attachedProvenance(index, one, documents.read))).toMatch(/no provenance/);
  });

  test.each<[string, (documents: Documents, one: Digest) => unknown, RegExp]>([
    ['nothing', (_, digest) => ({ manifests: [image(digest)] }), /no attestation/],
    ['something that is no index', () => ['?'], /no attestation/],
    [
      'an attestation that is not here',
      (_, digest) => ({ manifests: [attestation(digestSchema.parse(`sha256:${'0'.repeat(64)}`), digest)] }),
      /not here or damaged/,
    ],
    [
      'an attestation that is no JSON',
      (store, digest) => ({ manifests: [attestation(store.add('{'), digest)] }),
      /not here or damaged/,
    ],
    [
      'a statement that is not here',
      (store, digest) => ({
        manifests: [
          attestation(store.add({ layers: [layer(digestSchema.parse(`sha256:${'0'.repeat(64)}`), slsa)] }), digest),
        ],
      }),
      /is not here/,
    ],
    [
      'an empty attestation',
      (store, digest) => ({ manifests: [attestation(store.add({ layers: [] }), digest)] }),
      /empty/,
    ],
  ])('where there is %s it says so', async (_, make, why) => {
    expect(statements(await attachedProvenance(make(documents, one), one, documents.read))).toMatch(why);
  });

  test('indexes that go in circles come to an end', async () => {
    const mediaType = 'application/vnd.oci.image.index.v1+json';
    const circle = { manifests: Array.from({ length: 20 }, () => ({ mediaType, digest: one })) };
    const read = async () => Buffer.from(JSON.stringify(circle));
    await expect(attachedProvenance(circle, other, read)).rejects.toMatchObject({ code: 'limit-exceeded' });
  });
});

describe('what an engine tells', () => {
  const id = digestSchema.parse(`sha256:${'a'.repeat(64)}`);
  let folder: string;
  let server: Server;
  let client: EngineClient;
  let asked: string[];
  let answer: { readonly status: number; readonly body: unknown };
  let offered: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aligera-told-'));
    asked = [];
    offered = '1.55';
    // An engine this new is not to be had: as its API describes itself (Docker Engine API 1.55, ImageAttestations).
    server = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.setHeader('api-version', offered);
      if (request.url === '/_ping') return response.end('OK');
      response.statusCode = answer.status;
      return response.end(JSON.stringify(answer.body));
    });
    const path = join(folder, 'socket');
    await new Promise<void>((resolve) => server.listen(path, resolve));
    client = new EngineClient(parseDockerHost(`unix://${path}`, null, 'test'));
  });
  afterEach(async () => {
    await client.close();
    server.close();
    await rm(folder, { recursive: true });
  });
  const told = () => toldProvenance(client, { id, platform: 'linux/arm64/v8' }, never);

  test('its statements are asked for by the version that has them', async () => {
    const statement = { predicateType: slsa, predicate: { a: 1 } };
    answer = {
      status: 200,
      body: [
        { Descriptor: {}, PredicateType: 'https://spdx.dev/Document', Statement: {} },
        { Descriptor: {}, PredicateType: slsa, Statement: statement },
      ],
    };
    expect(statements(await told())).toEqual([JSON.stringify(statement)]);
    const url = new URL(asked.at(-1) ?? '', 'http://engine');
    expect(url.pathname).toBe(`/v1.55/images/${id}/attestations`);
    expect(JSON.parse(url.searchParams.get('platform') ?? '')).toEqual({
      os: 'linux',
      architecture: 'arm64',
      variant: 'v8',
    });
  });

  test('an older engine is not asked', async () => {
    offered = '1.51';
    answer = { status: 500, body: {} };
    expect(statements(await told())).toMatch(/does not tell/);
    expect(asked).toEqual(['/_ping']);
  });

  test.each([
    [200, [], /knows no provenance/],
    [404, { message: 'no such image' }, /no such image/],
    [501, { message: 'the legacy image store does not support attestations' }, /does not support/],
    [200, { what: 'else' }, /unknown form/],
  ])('an answer of %i %j is told', async (status, body, why) => {
    answer = { status, body };
    expect(statements(await told())).toMatch(why);
  });
});
