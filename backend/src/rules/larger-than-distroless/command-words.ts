import type { BaseProfile } from '../base-profile.ts';

/** Whether the name alone finds a program on the base. */
export function isOnPath(program: string, base: BaseProfile): boolean {
  const path = base.config?.env.find((one) => one.startsWith('PATH='))?.slice('PATH='.length) ?? '';
  return path.split(':').includes(program.slice(0, program.lastIndexOf('/')));
}

export function jsonOf(words: readonly string[]): string {
  return `[${words.map((word) => JSON.stringify(word)).join(', ')}]`;
}
