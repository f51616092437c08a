import { openLayerBytes } from '../engine/layer-bytes.ts';
import { Failure } from '../failure.ts';
import { readersIn } from '../readings/readers-module.ts';
import { LayerScan, scanLayer } from './scan-layer.ts';
import { type SaveStreamParts, scanSaveStream } from './scan-save-stream.ts';
import { counted, type ScanAnswer, type ScanTask, sendLayer } from './scan-task.ts';

const nothing: SaveStreamParts = { documents: new Map(), unreadable: new Map() };

/** The worker's door. Cancelling ends the whole thread and with it its sockets and memory, so the signal here never fires. */
export default async function work(task: ScanTask): Promise<ScanAnswer> {
  try {
    return { failure: null, ...(await run(task, new AbortController().signal)) };
  } catch (error) {
    // Failures do not survive the way between threads as what they are; bugs do well enough.
    if (!(error instanceof Failure)) throw error;
    return { failure: error.report(), ...nothing };
  } finally {
    task.results.close();
  }
}

async function run(task: ScanTask, signal: AbortSignal): Promise<SaveStreamParts> {
  const readers = await readersIn(task.readers);
  if (task.what === 'layer') {
    const bytes = counted(openLayerBytes(task.bytes, signal), task.counter);
    sendLayer(task.results, await scanLayer(bytes, task.diffId, task.limits, readers));
    return nothing;
  }
  // Only here: it brings the whole HTTP client, which would make each collection of garbage in every worker dearer.
  const { openSaveStream } = await import('../engine/save-stream.ts');
  const stream = counted(openSaveStream(task.engine, task.image, task.platform, signal), task.counter);
  return scanSaveStream(
    stream,
    () => new LayerScan(task.limits, readers),
    (layer) => sendLayer(task.results, layer),
  );
}
