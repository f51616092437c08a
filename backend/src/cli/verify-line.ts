import type { BuildStep, VerifyStep } from '../verify-answers.ts';
import { OverwrittenLine } from './overwritten-line.ts';
import { terminalText } from './text.ts';

/** How far a verification is: on a terminal one line, elsewhere a line for each phase; and one for each step that is over. */
export class VerifyLine {
  readonly #line: OverwrittenLine;
  #said = '';
  /** Steps that were told of as over. */
  readonly #over = new Set<string>();

  constructor(out: NodeJS.WriteStream) {
    this.#line = new OverwrittenLine(out);
  }

  show(step: VerifyStep): void {
    if (step.phase === 'build') for (const one of step.build.steps.filter(isOver)) this.#tell(step.variant, one);
    const text = lineOf(step);
    if (text === this.#said) return;
    this.#said = text;
    if (this.#line.isOnTerminal) this.#line.show(text);
    else if (step.phase !== 'build') this.#line.note(text);
  }

  note(text: string): void {
    this.#line.note(text);
  }

  clear(): void {
    this.#line.clear();
  }

  #tell(variant: string, { name, state, seconds }: BuildStep): void {
    const key = `${variant} ${name}`;
    if (this.#over.has(key)) return;
    this.#over.add(key);
    this.#line.note(`  ${terminalText(name)}  ${state === 'done' ? `${seconds.toFixed(1)} s` : state}`);
  }
}

const isOver = ({ state }: BuildStep) => state !== 'running';

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
