import type { BuildStep, VerifyStep } from '../verify-answers.ts';
import { terminalText } from './text.ts';

/** How far a verification is: on a terminal one line that is written over, elsewhere a line for each step. */
export class VerifyLine {
  readonly #out: NodeJS.WriteStream;
  /** What was said last, and steps that were told of as ended. */
  #said = '';
  readonly #ended = new Set<string>();
  #shown = false;

  constructor(out: NodeJS.WriteStream) {
    this.#out = out;
  }

  show(step: VerifyStep): void {
    if (step.phase === 'build') {
      for (const one of step.build.steps)
        if (isOver(one) && !this.#ended.has(keyOf(step.variant, one))) this.#end(step.variant, one);
    }
    const text = lineOf(step);
    if (text === this.#said) return;
    this.#said = text;
    if (this.#out.isTTY) {
      this.#out.write(`\r\x1b[K${text.slice(0, (this.#out.columns ?? 80) - 1)}`);
      this.#shown = true;
    } else if (step.phase !== 'build') this.#out.write(`${text}\n`);
  }

  note(text: string): void {
    this.clear();
    this.#out.write(`${text}\n`);
  }

  clear(): void {
    if (this.#shown) this.#out.write('\r\x1b[K');
    this.#shown = false;
  }

  #end(variant: string, step: BuildStep): void {
    this.#ended.add(keyOf(variant, step));
    const how = step.state === 'done' ? `${step.seconds.toFixed(1)} s` : step.state;
    this.note(`  ${terminalText(step.name)}  ${how}`);
  }
}

const isOver = ({ state }: BuildStep) => state !== 'running';
const keyOf = (variant: string, { name }: BuildStep) => `${variant} ${name}`;

const runs: Readonly<Record<string, string>> = {
  starting: 'Starting the original, once more, and the variant…',
  asking: 'Asking all three the same…',
  observing: 'Watching whether they keep running…',
  collecting: 'Comparing what they did…',
};

function lineOf(step: VerifyStep): string {
  switch (step.phase) {
    case 'build': {
      const running = step.build.steps.findLast(({ state }) => state === 'running');
      return running === undefined
        ? `Building ${step.variant}…`
        : `Building ${step.variant}: ${terminalText(running.name)}`;
    }
    case 'measure':
      return `Measuring ${step.variant}…`;
    case 'run':
      return runs[step.doing] ?? 'Running both…';
    case 'clean-up':
      return 'Removing what was made…';
  }
}
