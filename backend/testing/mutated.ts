import fc from 'fast-check';

/** One way in which bytes go wrong on their way. Places are told as parts of the whole. */
type Mutation = (bytes: Buffer) => Buffer;

const place = fc.double({ min: 0, max: 1, noNaN: true });

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.tuple(place, fc.nat(255)).map(([at, value]) => (bytes: Buffer) => {
    const changed = Buffer.from(bytes);
    if (changed.length > 0) changed[Math.floor(at * (changed.length - 1))] = value;
    return changed;
  }),
  fc.tuple(place, fc.uint8Array({ maxLength: 16 })).map(([at, inserted]) => (bytes: Buffer) => {
    const cut = Math.floor(at * bytes.length);
    return Buffer.concat([bytes.subarray(0, cut), inserted, bytes.subarray(cut)]);
  }),
  place.map((at) => (bytes: Buffer) => bytes.subarray(0, Math.floor(at * bytes.length))),
  fc.tuple(place, place, place).map(([from, to, into]) => (bytes: Buffer) => {
    const [start = 0, end = 0] = [from, to].sort().map((part) => Math.floor(part * bytes.length));
    const cut = Math.floor(into * bytes.length);
    return Buffer.concat([bytes.subarray(0, cut), bytes.subarray(start, end), bytes.subarray(cut)]);
  }),
);

/** The bytes with a few things wrong: changed, inserted, cut off, or copied elsewhere. */
export function mutated(bytes: Buffer): fc.Arbitrary<Buffer> {
  return fc
    .array(mutation, { minLength: 1, maxLength: 6 })
    .map((mutations) => mutations.reduce((changed, mutate) => mutate(changed), bytes));
}
