/** Of a network, in Mbit/s: what people have at home, in offices and in data centres. */
export const speeds = [10, 50, 100, 1000] as const;
export type Speed = (typeof speeds)[number];

/** Compressed bytes divided by the speed: at least that long it takes, as unpacking and waiting come on top. */
export function pullSeconds(compressed: number, speed: Speed): number {
  return (compressed * 8) / (speed * 1_000_000);
}

export function readSpeeds(stored: unknown): readonly Speed[] {
  if (!Array.isArray(stored)) return [100];
  return speeds.filter((speed) => stored.includes(speed));
}
