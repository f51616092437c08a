import { z } from 'zod';
import type { Reply } from './observation.ts';

const bytesSchema = z.base64();

/** An answer as a relay prints it. */
export const relayedReplySchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('http'),
    status: z.number(),
    headers: z.array(z.tuple([z.string(), z.string()])),
    body: bytesSchema,
    sha256: z.string(),
    bytes: z.number(),
  }),
  z.object({ kind: z.literal('other'), bytes: bytesSchema }),
  z.object({ kind: z.literal('none'), why: z.string() }),
]);
export type RelayedReply = z.infer<typeof relayedReplySchema>;

export function packReply(reply: Reply): RelayedReply {
  switch (reply.kind) {
    case 'http':
      return { ...reply, headers: reply.headers.map(([name, value]) => [name, value]), body: base64(reply.body) };
    case 'other':
      return { kind: 'other', bytes: base64(reply.bytes) };
    case 'none':
      return reply;
  }
}

export function unpackReply(reply: RelayedReply): Reply {
  switch (reply.kind) {
    case 'http':
      return { ...reply, body: Buffer.from(reply.body, 'base64') };
    case 'other':
      return { kind: 'other', bytes: Buffer.from(reply.bytes, 'base64') };
    case 'none':
      return reply;
  }
}

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
