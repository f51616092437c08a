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

/** What a pull takes at least, as `≥ 5 min 30 s`: rounded down, for a longer time would be more than is known. */
export function pullTimeText(compressed: number, speed: number): string {
  return `≥ ${roundedDown(pullSeconds(compressed, speed))}`;
}

function roundedDown(seconds: number): string {
  if (seconds < 1) return `${Math.floor(seconds * 1000)} ms`;
  if (seconds < 10) return `${(Math.floor(seconds * 10) / 10).toFixed(1)} s`;
  if (seconds < 120) return `${Math.floor(seconds)} s`;
  const whole = Math.floor(seconds);
  if (seconds < 7200) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
