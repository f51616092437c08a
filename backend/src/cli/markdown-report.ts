import type { Writable } from 'node:stream';
import type { AnalyzedImage } from '../analyze.ts';
import { bytesText } from '../bytes-text.ts';
import { imageReport, layerReports } from '../image/report.ts';
import type { Fact, Facts, Finding, FindingBytes } from '../inspection-answers.ts';
import type { CatalogedPackage } from '../inspectors/package-catalog.ts';
import { withoutSecrets } from '../inspectors/secrets/command-secrets.ts';
import { write } from './output.ts';
import { terminalText } from './text.ts';

/** A report as a person would paste it into a pull request (GitHub Flavored Markdown). */
export async function writeMarkdown(analyzed: AnalyzedImage, top: number, out: Writable): Promise<void> {
  const { inspection } = analyzed;
  const { facts, findings, total, problems } = inspection.report;
  const parts = [
    heading(analyzed),
    summary(facts),
    findingsPart(findings, total, top),
    packagesPart(inspection.catalog.packages, top),
    layersPart(analyzed),
    problems.length === 0
      ? ''
      : `${problems.length} files or inspectors could not be looked at (\`--json\` lists them).`,
  ];
  await write(out, `${parts.filter((part) => part !== '').join('\n\n')}\n`);
}

function heading({ described, model }: AnalyzedImage): string {
  const image = imageReport(described, model);
  const sizes = [
    ['stored', bytesText(image.storedBytes)],
    ['live', bytesText(image.liveBytes)],
    ['reclaimable', `${bytesText(image.reclaimableBytes)} (${percent(image.reclaimableBytes, image.storedBytes)})`],
    ['transfer', image.compressedBytes === null ? 'unknown' : bytesText(image.compressedBytes)],
  ];
  return `## ${code(image.reference ?? image.id)} (${image.platform})\n\n${table(
    sizes.map(([name = '']) => `>${name}`),
    [sizes.map(([, size = '']) => size)],
  )}`;
}

function summary(facts: Facts): string {
  const lines = [
    line('System', facts.system, ({ name }) => text(name)),
    line('C library', facts.libc, ({ kind, version }) => text(`${kind} ${version ?? ''}`)),
    line('Runtimes', facts.runtimes, (runtimes) =>
      runtimes.map(({ kind, version, bytes }) => `${kind} ${text(version ?? '')} (${bytesText(bytes)})`).join(', '),
    ),
    line(
      'Runs',
      facts.entrypoint,
      ({ command, user }) => `${code(shortened(withoutSecrets(command.join(' ')), 300))} as ${code(user)}`,
    ),
    line('Base', facts.base, ({ name, layers }) => `${name === null ? 'unnamed' : code(name)}, ${layers} layers`),
  ];
  return lines.filter((said) => said !== null).join('\n');
}

function line<T>(name: string, fact: Fact<T>, say: (value: T) => string): string | null {
  if (fact.state === 'absent') return null;
  return `- **${name}**: ${fact.state === 'known' ? say(fact.value) : `unknown, because ${text(fact.why)}`}`;
}

function findingsPart(findings: readonly Finding[], total: FindingBytes, top: number): string {
  if (findings.length === 0) return '### Findings\n\nNothing worth doing was found.';
  const rows = findings
    .slice(0, top)
    .map(({ title, what, remedy, bytes, confidence }) => [
      sum(bytes) === 0 ? '' : bytesText(sum(bytes)),
      `**${text(title)}** ${text(what)}`,
      text(remedy),
      confidence,
    ]);
  const more = findings.length > top ? `\n\n… and ${findings.length - top} more.` : '';
  const head = `### Findings: ${bytesText(sum(total))} in all, each file counted once`;
  return `${head}\n\n${table(['>bytes', 'what', 'what would remove it', 'confidence'], rows)}${more}`;
}

function packagesPart(packages: readonly CatalogedPackage[], top: number): string {
  if (packages.length === 0) return '';
  const rows = packages
    .toSorted((a, b) => b.bytes - a.bytes || (a.id < b.id ? -1 : 1))
    .slice(0, top)
    .map(({ manager, name, version, bytes, layer }) => [
      bytesText(bytes),
      manager,
      code(name),
      text(version),
      layer === null ? '' : String(layer),
    ]);
  return `### Largest of ${packages.length} packages\n\n${table(['>bytes', 'manager', 'name', 'version', '>layer'], rows)}`;
}

function layersPart({ described, model }: AnalyzedImage): string {
  const rows = layerReports(described, model).map(({ index, storedBytes, reclaimableBytes, createdBy }) => [
    String(index),
    bytesText(storedBytes),
    reclaimableBytes === 0 ? '' : bytesText(reclaimableBytes),
    createdBy === null ? '' : code(shortened(withoutSecrets(createdBy), 120)),
  ]);
  return `### Layers\n\n${table(['>layer', '>stored', '>reclaimable', 'made by'], rows)}`;
}

function sum({ live, reclaimable }: FindingBytes): number {
  return live + reclaimable;
}

function percent(part: number, whole: number): string {
  return `${(whole === 0 ? 0 : (100 * part) / whole).toFixed(1)} %`;
}

function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = titles.map((title) => (title.startsWith('>') ? '---:' : '---'));
  const lines = [titles.map((title) => title.replace('>', '')), rule, ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** Names come from images: nothing in them may be markup, nor end the cell that they stand in. */
function text(words: string): string {
  return terminalText(words.replaceAll(/\s+/g, ' '))
    .replaceAll(/[\\`*_[\]#<>&~!|@]/g, (character) =>
      character === '<' ? '&lt;' : character === '&' ? '&amp;' : `\\${character}`,
    )
    .trim();
}

function shortened(words: string, length: number): string {
  const line = words.replaceAll(/\s+/g, ' ');
  return line.length <= length ? line : `${line.slice(0, length)}…`;
}

/** A code span (CommonMark 0.31, 6.1): its fence is longer than any run of backticks in it. */
function code(words: string): string {
  const shown = terminalText(words).replaceAll('|', '\\|');
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `${fence}${shown}${fence}` : `${fence} ${shown} ${fence}`;
}
