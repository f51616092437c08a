import { Failure } from '../failure.ts';

export interface MessageLimits {
  readonly maxMessageBytes: number;
  /** Of all messages of one answer. */
  readonly maxBytes: number;
}

/**
 * Takes whole messages out of the body of a gRPC answer (grpc/doc/PROTOCOL-HTTP2.md, "Length-Prefixed-Message").
 * For the content store's large ones see `ContentData`.
 * @throws Failure `engine-error` where the body is cut or compressed, `limit-exceeded`
 */
export async function* messagesIn(body: AsyncIterable<Uint8Array>, limits: MessageLimits): AsyncGenerator<Buffer> {
  let pending: Uint8Array[] = [];
  let pendingBytes = 0;
  let wanted = prefixBytes;
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > limits.maxBytes) throw new Failure('limit-exceeded', `an answer of over ${limits.maxBytes} bytes`);
    pending.push(chunk);
    pendingBytes += chunk.length;
    if (pendingBytes < wanted) continue;
    // Only where something is complete, so that a message in many pieces is not put together again and again.
    let joined = Buffer.concat(pending);
    while (joined.length >= prefixBytes) {
      wanted = prefixBytes + messageBytes(joined, limits);
      if (joined.length < wanted) break;
      yield joined.subarray(prefixBytes, wanted);
      joined = joined.subarray(wanted);
      wanted = prefixBytes;
    }
    pending = [joined];
    pendingBytes = joined.length;
  }
  if (pendingBytes > 0) throw new Failure('engine-error', 'the engine’s answer ends in the middle of a message');
}

const prefixBytes = 5;

function messageBytes(prefix: Buffer, { maxMessageBytes }: MessageLimits): number {
  if (prefix[0] !== 0) throw new Failure('engine-error', 'the engine answered with a compressed message');
  const length = prefix.readUInt32BE(1);
  if (length > maxMessageBytes) throw new Failure('limit-exceeded', `a message of ${length} bytes`);
  return length;
}
