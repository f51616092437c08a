import type { BaseProfile } from '../base-profile.ts';
import type { App, RuntimePlan } from './recipe.ts';
import type { StageParts } from './split-edits.ts';
import type { StageLine } from './stage-lines.ts';

/** What starts the container where the old base says it, and the new one says something else. */
export function startLines(
  { image }: App,
  { stage }: StageParts,
  { startsAnew = false, replaced = [] }: RuntimePlan,
  { config }: BaseProfile,
): StageLine[] {
  if (startsAnew || config === null) return [];
  const says = (keyword: string) => stage.instructions.some(({ name }) => name === keyword);
  const { Entrypoint, Cmd } = image.config.config ?? {};
  const lines: StageLine[] = [];
  // The old base's own script, which the new stage does without: what it was given starts by itself.
  const script = image.tree.at(Entrypoint?.[0] ?? '');
  const isDoneWithout = [...replaced].includes(script);
  if (!says('ENTRYPOINT') && !isDoneWithout && !isSame(Entrypoint, config.entrypoint))
    lines.push(line('ENTRYPOINT', Entrypoint));
  // An ENTRYPOINT takes away the CMD of the base.
  const inherited = says('ENTRYPOINT') || lines.length > 0 ? [] : config.cmd;
  if (!says('CMD') && !isSame(Cmd, inherited)) lines.push(line('CMD', Cmd));
  return lines;
}

type Words = readonly string[] | null | undefined;

function isSame(a: Words, b: Words): boolean {
  return JSON.stringify(a ?? []) === JSON.stringify(b ?? []);
}

function line(keyword: string, words: Words): StageLine {
  return { keyword, text: `[${(words ?? []).map((word) => JSON.stringify(word)).join(', ')}]` };
}
