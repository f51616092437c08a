import type { WriteStream } from 'node:tty';
import type { AnalyzeProgress } from '../analyze.ts';
import { bytesText } from '../bytes-text.ts';

/** One line that is written over on a terminal; elsewhere a line for each phase. */
export class ProgressLine {
  readonly #out: NodeJS.WriteStream | WriteStream;
  #phase = '';
  #shown = false;

  constructor(out: NodeJS.WriteStream | WriteStream) {
    this.#out = out;
  }

  show(progress: AnalyzeProgress): void {
    if (this.#out.isTTY) {
      this.#out.write(`\r\x1b[K${lineOf(progress).slice(0, (this.#out.columns ?? 80) - 1)}`);
      this.#shown = true;
    } else if (progress.phase !== this.#phase) this.#out.write(`${lineOf(progress)}\n`);
    this.#phase = progress.phase;
  }

  note(text: string): void {
    this.clear();
    this.#out.write(`${text}\n`);
  }

  clear(): void {
    if (this.#shown) this.#out.write('\r\x1b[K');
    this.#shown = false;
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
