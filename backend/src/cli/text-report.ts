import type { Writable } from 'node:stream';
import type { AnalyzedImage } from '../analyze.ts';
import { bytesText } from '../bytes-text.ts';
import { reclaimableAnswer } from '../image/reclaimable.ts';
import { imageReport, layerReports } from '../image/report.ts';
import type { Fact } from '../inspection-answers.ts';
import { withoutSecrets } from '../inspectors/secrets/command-secrets.ts';
import { write } from './output.ts';
import { table, terminalText } from './text.ts';

/** What a person wants to see first: the sums, what is inside, the findings, the layers, the largest files that could go. */
export async function writeText(analyzed: AnalyzedImage, top: number, out: Writable): Promise<void> {
  const parts = [
    `${sums(analyzed)}\n${inside(analyzed)}`,
    ...findings(analyzed, top),
    layers(analyzed),
    ...reclaimable(analyzed, top),
  ];
  await write(out, `${parts.join('\n\n')}\n`);
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

function inside({ inspection }: AnalyzedImage): string {
  const { system, runtimes, entrypoint } = inspection.report.facts;
  const { packages } = inspection.catalog;
  const managers = [...Map.groupBy(packages, ({ manager }) => manager)].map(
    ([manager, of]) => `${of.length} ${manager}`,
  );
  return [
    `  system       ${said(system, ({ name }) => name)}`,
    `  runtimes     ${said(runtimes, (list) => list.map(({ kind, version }) => `${kind} ${version ?? ''}`).join(', '))}`,
    `  runs         ${said(entrypoint, ({ command, user }) => `${withoutSecrets(command.join(' ')).slice(0, 300)} (as ${user})`)}`,
    `  packages     ${managers.length === 0 ? 'none' : managers.join(', ')}`,
  ].join('\n');
}

function said<T>(fact: Fact<T>, say: (value: T) => string): string {
  return terminalText(fact.state === 'known' ? say(fact.value) : `${fact.state}: ${fact.why}`);
}

function findings({ inspection }: AnalyzedImage, top: number): string[] {
  const { findings: found, total } = inspection.report;
  if (found.length === 0) return [];
  const rows = found.slice(0, top).map(({ bytes, confidence, title, rule }) => {
    const all = bytes.live + bytes.reclaimable;
    return [all === 0 ? '' : bytesText(all), confidence, terminalText(title), rule];
  });
  const rest = found.length > top ? `\n… and ${found.length - top} more (--json lists all)` : '';
  const sum = `findings: ${bytesText(total.live + total.reclaimable)} in all, each file counted once`;
  return [`${sum}\n${table(['>bytes', 'confidence', 'what', 'rule'], rows)}${rest}`];
}

function layers({ described, model }: AnalyzedImage): string {
  const rows = layerReports(described, model).map((layer) => [
    String(layer.index),
    bytesText(layer.storedBytes),
    layer.reclaimableBytes === 0 ? '' : bytesText(layer.reclaimableBytes),
    String(layer.fileCount),
    terminalText(withoutSecrets(layer.createdBy ?? '(not in the history)').replaceAll(/\s+/g, ' ')).slice(0, 100),
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
