/** In which a pull is told where nobody names speeds: a slow line, an office's, a data centre's; in Mbit/s. */
export const usualSpeeds = [10, 100, 1000] as const;

/**
 * How long a pull takes at least: all compressed bytes over a line of that speed, and nothing else. Layers that are there
 * already take no time, and unpacking takes more.
 * @param speed megabits a second, of 10^6
 * @returns seconds
 */
export function pullSeconds(compressed: number, speed: number): number {
  return (compressed * 8) / (speed * 1e6);
}

/** A duration with as many digits as it is good for. */
export function durationText(seconds: number): string {
  if (seconds < 0.9995) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  if (seconds < 119.5) return `${Math.round(seconds)} s`;
  if (seconds < 7170) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}
