import type { AnalyzeProgress } from '../analyze.ts';
import { bytesText } from '../bytes-text.ts';
import { OverwrittenLine } from './overwritten-line.ts';

/** How far an analysis is: on a terminal one line, elsewhere a line for each phase. */
export class ProgressLine {
  readonly #line: OverwrittenLine;
  #phase = '';

  constructor(out: NodeJS.WriteStream) {
    this.#line = new OverwrittenLine(out);
  }

  show(progress: AnalyzeProgress): void {
    if (this.#line.isOnTerminal) this.#line.show(lineOf(progress));
    else if (progress.phase !== this.#phase) this.#line.note(lineOf(progress));
    this.#phase = progress.phase;
  }

  note(text: string): void {
    this.#line.note(text);
  }

  clear(): void {
    this.#line.clear();
  }
}

function lineOf(progress: AnalyzeProgress): string {
  if (progress.phase === 'describing') return 'Looking up the image…';
  if (progress.phase === 'merging') return 'Merging layers…';
  if (progress.phase === 'inspecting') return 'Looking at what is inside…';
  const { layers, layersTotal } = progress;
  const total = layers.bytesTotal === null ? '' : ` of ${bytesText(layers.bytesTotal)}`;
  const cached = layers.layersCached === 0 ? '' : `, ${layers.layersCached} from the cache`;
  return `Reading layers: ${layers.layersDone} of ${layersTotal}${cached}, ${bytesText(layers.bytesRead)}${total}`;
}
