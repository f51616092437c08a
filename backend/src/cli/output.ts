import { once } from 'node:events';
import type { Writable } from 'node:stream';

/** Writes, and waits where the reader is slower. */
export async function write(out: Writable, text: string): Promise<void> {
  if (!out.write(text)) await once(out, 'drain');
}

/** A list as the value of a JSON member, written piece by piece, as it may be long. */
export async function writeJsonList<T>(
  out: Writable,
  items: { readonly length: number; slice(start: number, end: number): Iterable<T> },
  toJson: (item: T) => unknown,
): Promise<void> {
  await write(out, '[');
  for (let start = 0; start < items.length; start += itemsAtOnce) {
    const some = Array.from(items.slice(start, start + itemsAtOnce), (item) => JSON.stringify(toJson(item)));
    await write(out, `${start === 0 ? '' : ','}\n${some.join(',\n')}`);
  }
  await write(out, ']');
}

const itemsAtOnce = 5000;
