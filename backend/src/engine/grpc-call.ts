import type http2 from 'node:http2';
import { Failure } from '../failure.ts';
import type { EngineAddress } from './address.ts';
import { connectionFailure } from './connection-failure.ts';

/** gRPC's status codes that are told apart (grpc/doc/statuscodes.md). */
export const grpcStatus = { ok: 0, invalidArgument: 3, notFound: 5, unimplemented: 12 } as const;

/** A call that the engine answered with a status other than OK. */
export class GrpcError extends Error {
  override readonly name = 'GrpcError';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/**
 * Calls a method and yields the raw body of the answer: length-prefixed messages (grpc/doc/PROTOCOL-HTTP2.md), cut
 * anywhere. Leaving the loop resets the stream.
 * @throws GrpcError the engine's own status; Failure `engine-gone`, `cancelled`
 */
export async function* callGrpc(
  session: http2.ClientHttp2Session,
  address: EngineAddress,
  path: string,
  message: Uint8Array,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  if (signal.aborted) throw new Failure('cancelled', 'cancelled');
  let headers: http2.IncomingHttpHeaders = {};
  const abort = () => stream?.destroy();
  let stream: http2.ClientHttp2Stream | null = null;
  try {
    stream = session.request({
      ':method': 'POST',
      ':path': path,
      'content-type': 'application/grpc+proto',
      te: 'trailers',
      'containerd-namespace': 'moby',
    });
    signal.addEventListener('abort', abort, { once: true });
    const add = (more: http2.IncomingHttpHeaders) => {
      headers = { ...headers, ...more };
    };
    stream.on('response', add).on('trailers', add);
    const prefix = Buffer.alloc(5);
    prefix.writeUInt32BE(message.length, 1);
    stream.end(Buffer.concat([prefix, message]));
    for await (const chunk of stream) yield chunk;
  } catch (error) {
    if (signal.aborted) throw new Failure('cancelled', 'cancelled', { cause: error });
    throw connectionFailure(error, address);
  } finally {
    signal.removeEventListener('abort', abort);
    stream?.destroy();
  }
  if (signal.aborted) throw new Failure('cancelled', 'cancelled');
  checkStatus(headers, address);
}

function checkStatus(headers: http2.IncomingHttpHeaders, address: EngineAddress): void {
  const status = headers['grpc-status'];
  if (status === undefined) {
    const error = Object.assign(new Error('closed by the other side'), { code: 'ECONNRESET' });
    throw connectionFailure(error, address);
  }
  if (status === '0') return;
  throw new GrpcError(Number(status), decoded(String(headers['grpc-message'] ?? `gRPC status ${status}`)));
}

/** `grpc-message` is percent-encoded. */
function decoded(message: string): string {
  try {
    return decodeURIComponent(message);
  } catch {
    return message;
  }
}
