import { bytesText } from '../bytes-text.ts';
import type { LandedAnswer } from '../project/landed.ts';
import type { Amount, ContextReading } from '../project/reading.ts';
import { table, terminalText } from './text.ts';

/** What a person wants to see of a build context: the sums, what is in the way, and the largest paths. */
export function contextText(folder: string, context: ContextReading, landed: LandedAnswer | null, top: number): string {
  const parts = [
    `${terminalText(folder)}  ${terminalText(context.dockerfile)}\n${sums(context, landed)}`,
    ...problems(context),
    ...largest('folder that is sent', context.sent?.folders ?? [], top),
    ...largest('file that is sent', context.sent?.largest ?? [], top),
    ...keptOut(context, top),
    ...notLanded(landed, top),
  ];
  return `${parts.join('\n\n')}\n`;
}

function sums(
  { all, sent, notAsked, keptOut, ignoreFile, asked, stoppedBy }: ContextReading,
  landed: LandedAnswer | null,
) {
  const least = stoppedBy === null ? '' : 'at least ';
  const by = ignoreFile === null ? 'there is no ignore file' : `by ${terminalText(ignoreFile.path)}`;
  const rows: [string, string][] = [['in the folder', least + amountText(all)]];
  if (keptOut !== null) rows.push(['kept out', `${least}${amountText(keptOut)} (${by})`]);
  if (notAsked !== null && asked.how !== 'everything' && asked.how !== 'unknown') {
    rows.push(['not asked for', `${least}${amountText(notAsked)} (no COPY, ADD or mount names it)`]);
  }
  rows.push(['sent', sent === null ? 'unknown' : (sent.complete ? '' : 'at least ') + amountText(sent)]);
  if (landed !== null) {
    rows.push(['landed', amountText(landed.landed)], ['in no layer', amountText(landed.inNoLayer)]);
    if (landed.unknown.files > 0) rows.push(['not compared', amountText(landed.unknown)]);
  }
  return rows.map(([name, text]) => `  ${name.padEnd(14)} ${text}`).join('\n');
}

function amountText({ files, bytes }: Amount): string {
  return `${bytesText(bytes)} in ${files} ${files === 1 ? 'file' : 'files'}`;
}

const limits = { entries: 'there are too many files', time: 'it took too long' };

function problems({ ignoreFile, asked, stoppedBy, unreadable }: ContextReading): string[] {
  const lines = [
    ...(stoppedBy === null ? [] : [`the measuring ended early: ${limits[stoppedBy]}`]),
    ...(ignoreFile?.withheld == null
      ? []
      : [`${ignoreFile.path} is ${ignoreFile.withheld}: what is sent cannot be told`]),
    ...(ignoreFile?.problems ?? []).map(({ line, why, refused }) => {
      const effect = { file: 'Docker refuses the file', pattern: 'a build fails on it', 'too-large': 'not measured' };
      return `${ignoreFile?.path}, line ${line}: ${why}: ${effect[refused]}`;
    }),
    ...(asked.how === 'unknown'
      ? [`what the Dockerfile asks for is not known: ${asked.why}; everything is counted`]
      : []),
    ...unreadable.some.map(({ path, why }) => `${path} ${why}`),
    ...(unreadable.count > unreadable.some.length ? [`… and ${unreadable.count - unreadable.some.length} more`] : []),
  ];
  return lines.length === 0 ? [] : [lines.map(terminalText).join('\n')];
}

function largest(title: string, items: readonly (Amount & { path: string })[], top: number): string[] {
  const rows = items
    .slice(0, top)
    .map(({ bytes, files, path }) => [bytesText(bytes), String(files), terminalText(path)]);
  return rows.length === 0 ? [] : [table(['>bytes', '>files', title], rows)];
}

function keptOut({ keptOut: out, ignoreFile }: ContextReading, top: number): string[] {
  if (out === null || ignoreFile === null) return [];
  const rows = out.largest
    .slice(0, top)
    .map(({ bytes, files, line, path }) => [bytesText(bytes), String(files), String(line), terminalText(path)]);
  const idle = out.byLine.filter(({ files }) => files === 0).map(({ line }) => line);
  return [
    ...(rows.length === 0 ? [] : [table(['>bytes', '>files', '>line', 'kept out'], rows)]),
    ...(idle.length === 0
      ? []
      : [
          `without effect in ${terminalText(ignoreFile.path)}: ${idle.length === 1 ? 'line' : 'lines'} ${idle.join(', ')}`,
        ]),
  ];
}

function notLanded(landed: LandedAnswer | null, top: number): string[] {
  const files = landed?.files.filter(({ outcome }) => outcome === 'in-no-layer') ?? [];
  return largest(
    'sent, but in no layer',
    files.map(({ path, bytes }) => ({ path, bytes, files: 1 })),
    top,
  );
}
