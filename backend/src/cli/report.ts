import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { AnalyzedImage } from '../analyze.ts';
import { reclaimableAnswer, reclaimableFile } from '../image/reclaimable.ts';
import { imageReport, layerReports } from '../image/report.ts';
import { bytesText, table, terminalText } from './text.ts';

const schemaVersion = 1;
const filesAtOnce = 5000;

/** The headless contract: one JSON document, written piece by piece, as the list of files may be long. */
export async function writeJson({ described, model }: AnalyzedImage, out: Writable): Promise<void> {
  const head = { schemaVersion, image: imageReport(described, model), layers: layerReports(described, model) };
  await write(out, `${JSON.stringify(head).slice(0, -1)},"reclaimable":[`);
  const files = model.accounting.reclaimable;
  for (let start = 0; start < files.length; start += filesAtOnce) {
    const some = Array.from(files.subarray(start, start + filesAtOnce), (file) =>
      JSON.stringify(reclaimableFile(model, file)),
    );
    await write(out, `${start === 0 ? '' : ','}\n${some.join(',\n')}`);
  }
  await write(out, ']}\n');
}

/** What a person wants to see first: the sums, the layers, and the largest files that could go. */
export async function writeText(analyzed: AnalyzedImage, top: number, out: Writable): Promise<void> {
  await write(out, `${[sums(analyzed), layers(analyzed), ...reclaimable(analyzed, top)].join('\n\n')}\n`);
}

function sums({ described, model }: AnalyzedImage): string {
  const image = imageReport(described, model);
  const { accounting } = model;
  const share = accounting.storedBytes === 0 ? 0 : (100 * accounting.reclaimableBytes) / accounting.storedBytes;
  const compressed = image.compressedBytes === null ? 'unknown' : bytesText(image.compressedBytes);
  return [
    `${terminalText(image.reference ?? image.id)}  ${image.platform}`,
    `  stored       ${bytesText(image.storedBytes)} in ${described.layers.length} layers (compressed: ${compressed})`,
    `  live         ${bytesText(image.liveBytes)}`,
    `  reclaimable  ${bytesText(image.reclaimableBytes)} (${share.toFixed(1)} %)`,
    `  duplicates   ${bytesText(image.duplicateBytes)} of the live bytes`,
  ].join('\n');
}

function layers({ described, model }: AnalyzedImage): string {
  const rows = layerReports(described, model).map((layer) => [
    String(layer.index),
    bytesText(layer.storedBytes),
    layer.reclaimableBytes === 0 ? '' : bytesText(layer.reclaimableBytes),
    String(layer.fileCount),
    terminalText((layer.createdBy ?? '(not in the history)').replaceAll(/\s+/g, ' ')).slice(0, 100),
  ]);
  return table(['>layer', '>stored', '>reclaimable', '>files', 'made by'], rows);
}

function reclaimable({ model }: AnalyzedImage, top: number): string[] {
  const { files, total } = reclaimableAnswer(model, {}, 0, top);
  if (files.length === 0) return [];
  const rows = files.map((file) => [
    bytesText(file.bytes),
    file.cause,
    `${file.storedIn} → ${file.supersededIn}`,
    terminalText(file.path),
  ]);
  const rest = total > files.length ? `\n… and ${total - files.length} more (--json lists all)` : '';
  return [`${table(['>bytes', 'cause', 'layers', 'path'], rows)}${rest}`];
}

async function write(out: Writable, text: string): Promise<void> {
  if (!out.write(text)) await once(out, 'drain');
}
