import { causesInSteps } from './causes-in-steps.ts';
import { causesOfTheBuilder } from './causes-of-the-builder.ts';
import type { Known, LikelyCause } from './known-cause.ts';

/** What is known of a build that failed. */
export interface FailedBuild {
  /** What the builder said. */
  readonly said: string;
  /** Why the step failed, and the last lines that it printed; null where no step did. */
  readonly step: { readonly error: string; readonly log: readonly string[] } | null;
  readonly timedOut: boolean;
}

const notFound: Known = {
  pattern: /exit code: 127\b/,
  lies: 'in-base',
  words: () => 'A command of the step is not in this stage.',
};

/** Enough to see the reason behind what a program says last; more would bring what was only a warning. */
const lastLines = 60;
const mostCharacters = 20_000;

/** Why a build most likely failed; null where nothing known fits. */
export function likelyCause({ said, step, timedOut }: FailedBuild): LikelyCause | null {
  if (timedOut) {
    const words = 'The build did not end in the time that it had: a step waits for something, or needs longer.';
    return { words, lies: 'in-line' };
  }
  const told = `${step?.error ?? ''}\n${said}`.slice(0, mostCharacters);
  const printed = (step?.log ?? []).slice(-lastLines).join('\n').slice(-mostCharacters);
  return causeIn(told, causesOfTheBuilder) ?? causeIn(printed, causesInSteps) ?? causeIn(told, [notFound]);
}

function causeIn(text: string, known: readonly Known[]): LikelyCause | null {
  for (const { pattern, lies, words } of known) {
    const match = pattern.exec(text);
    if (match === null) continue;
    const named = match.slice(1).find((group) => group !== undefined) ?? '';
    return { words: words(match, named.slice(0, 200)), lies };
  }
  return null;
}
