/** Of a network, in Mbit/s: what people have at home, in offices and in data centres. */
export const speeds = [10, 50, 100, 1000] as const;
export type Speed = (typeof speeds)[number];

export function readSpeeds(stored: unknown): readonly Speed[] {
  if (!Array.isArray(stored)) return [100];
  return speeds.filter((speed) => stored.includes(speed));
}
