import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { parseDockerHost } from '../src/engine/docker-host.ts';
import { openGrpc } from '../src/engine/grpc.ts';
import { type TarredFile, tarOf } from './tar-of.ts';

/**
 * What BuildKit offers and the engine's own API does not: builds with attestations, and removing records of builds.
 * (BuildKit, api/services/control/control.proto)
 */

export interface Solve {
  /** `repository:tag` */
  readonly name: string;
  /** Dockerfile and context. */
  readonly files: readonly TarredFile[];
  /** As `docker build` gives them: `build-arg:NAME`, `target`, `platform`, `attest:provenance`. */
  readonly attributes: Readonly<Record<string, string>>;
}

/**
 * Builds an image, the context handed over as an archive on the web.
 * @returns the name of the build's record
 */
export async function solve(host: string, { name, files, attributes }: Solve): Promise<string> {
  const archive = tarOf(files);
  const server = createServer((_, response) => response.end(archive)).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const ref = randomBytes(16).toString('hex').slice(0, 25);
  const request = new BinaryWriter();
  string(request, 1, ref);
  string(request, 6, 'dockerfile.v0');
  for (const pair of Object.entries({ ...attributes, context: `http://127.0.0.1:${port}/context.tar` })) {
    message(request, 7, stringPair(pair));
  }
  const exporter = new BinaryWriter();
  string(exporter, 1, 'moby');
  message(exporter, 2, stringPair(['name', `docker.io/${name}`]));
  message(request, 13, exporter.finish());
  try {
    await call(host, 'Solve', request.finish());
  } finally {
    server.close();
  }
  return ref;
}

/** Removes the record of one build; those of others stay. */
export async function removeRecord(host: string, ref: string): Promise<void> {
  const request = new BinaryWriter();
  string(request, 1, ref);
  request.tag(3, WireType.Varint).bool(true);
  await call(host, 'UpdateBuildHistory', request.finish());
}

/** Not with the product's own calls: those name a containerd namespace, with which BuildKit's solver fails. */
async function call(host: string, method: string, request: Uint8Array): Promise<void> {
  const session = await openGrpc(parseDockerHost(host, null, 'test engine'), AbortSignal.timeout(120_000));
  try {
    const stream = session.request({
      ':method': 'POST',
      ':path': `/moby.buildkit.v1.Control/${method}`,
      'content-type': 'application/grpc+proto',
      te: 'trailers',
    });
    const prefix = Buffer.alloc(5);
    prefix.writeUInt32BE(request.length, 1);
    stream.end(Buffer.concat([prefix, request]));
    let headers: IncomingHttpHeaders = {};
    const add = (more: IncomingHttpHeaders) => {
      headers = { ...headers, ...more };
    };
    stream.on('response', add).on('trailers', add);
    for await (const _ of stream);
    if (headers['grpc-status'] !== '0') throw new Error(`${method}: ${headers['grpc-message']}`);
  } finally {
    session.destroy();
  }
}

function stringPair([name, value]: readonly [string, string]): Uint8Array {
  const pair = new BinaryWriter();
  string(pair, 1, name);
  string(pair, 2, value);
  return pair.finish();
}

function string(writer: BinaryWriter, field: number, value: string): void {
  writer.tag(field, WireType.LengthDelimited).string(value);
}

function message(writer: BinaryWriter, field: number, value: Uint8Array): void {
  writer.tag(field, WireType.LengthDelimited).bytes(value);
}
