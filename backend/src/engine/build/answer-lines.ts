import { z } from 'zod';
import { Failure } from '../../failure.ts';
import type { BuildUpdate } from './build-update.ts';
import { readTrace } from './trace-messages.ts';

/** A line of what the engine answers to a build. */
export type AnswerLine =
  | { readonly kind: 'update'; readonly update: BuildUpdate }
  /** The ID of what was built. */
  | { readonly kind: 'image'; readonly id: string }
  | { readonly kind: 'error'; readonly said: string };

const lineSchema = z.object({
  id: z.string().optional(),
  aux: z.unknown().optional(),
  error: z.string().optional(),
});
const imageSchema = z.object({ ID: z.string().regex(/^sha256:[0-9a-f]{64}$/) });

/** BuildKit's messages have at most 16 MiB, and grow by a third in base64. */
const maxLineBytes = 24 << 20;
const newline = 0x0a;

/**
 * Takes the lines of JSON apart that the engine answers to `POST /build?version=2`; those that tell nothing of the
 * above are left out.
 * @throws Failure `limit-exceeded`, `engine-error`
 */
export async function* answerLines(body: AsyncIterable<Uint8Array>): AsyncGenerator<AnswerLine> {
  let pending: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of body) {
    let start = 0;
    for (let end = piece.indexOf(newline); end !== -1; end = piece.indexOf(newline, start)) {
      const line = Buffer.concat([...pending, piece.subarray(start, end)]);
      [pending, bytes, start] = [[], 0, end + 1];
      yield* lineOf(line);
    }
    pending.push(piece.subarray(start));
    bytes += piece.length - start;
    if (bytes > maxLineBytes) throw new Failure('limit-exceeded', `a line of over ${maxLineBytes} bytes`);
  }
  yield* lineOf(Buffer.concat(pending));
}

function lineOf(line: Buffer): AnswerLine[] {
  const text = line.toString('utf8').trim();
  if (text === '') return [];
  const { id, aux, error } = parse(text);
  if (error !== undefined) return [{ kind: 'error', said: error }];
  if (id === 'moby.buildkit.trace' && typeof aux === 'string') {
    return [{ kind: 'update', update: readTrace(Buffer.from(aux, 'base64')) }];
  }
  const image = id === 'moby.image.id' ? imageSchema.safeParse(aux) : null;
  return image?.success ? [{ kind: 'image', id: image.data.ID }] : [];
}

function parse(text: string): z.infer<typeof lineSchema> {
  try {
    return lineSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new Failure('engine-error', 'the engine told of a build in an unknown form', { cause: error });
  }
}
