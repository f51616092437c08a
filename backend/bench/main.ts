import { parseArgs } from 'node:util';
import { provideEngines } from '../../scripts/test/provide-engines.ts';
import { benchArchive } from './archive.ts';
import { benchImage, buildBenchImage, type Comparison } from './image.ts';
import { benchInspection } from './inspection.ts';
import { benchPage } from './page.ts';

const usage = `usage: npm run bench [-- --runs N] [--only image|inspection|archive|page] [--image NAME]...
Compares the analysis of an image of over 1 GB and 50,000 files with the engine's own \`docker save\`, side by side in
one run. All figures are medians; times are as good as the machine is quiet, ratios less so. --image names images of the engine
to measure what inspecting them costs, in place of the one that is built.`;

interface Line {
  readonly what: string;
  readonly value: string;
  readonly aim: string;
  readonly verdict: '' | 'met' | 'MISSED';
}

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '3' },
    only: { type: 'string' },
    image: { type: 'string', multiple: true },
    help: { type: 'boolean', short: 'h' },
  },
});
const runs = Number(values.runs);
if (values.help || !Number.isInteger(runs) || runs < 1) {
  console.log(usage);
  process.exit(values.help ? 0 : 2);
}
const wanted = (part: string) => values.only === undefined || values.only === part;

const lines: Line[] = [];
const engines = await provideEngines();
Object.assign(process.env, engines.env);
for (const missing of engines.missing) console.error(`left out: ${missing}`);
try {
  if (wanted('image')) {
    const { ALIGERA_TEST_MODERN: modern, ALIGERA_TEST_CLASSIC: classic } = engines.env;
    if (modern) lines.push(...modernLines(await benchImage(modern, runs)));
    if (classic) lines.push(...classicLines(await benchImage(classic, runs)));
  }
  if (wanted('inspection')) {
    const { ALIGERA_TEST_MODERN: modern, ALIGERA_TEST_CLASSIC: classic } = engines.env;
    if (modern) lines.push(...(await inspectionLines('modern', modern)));
    if (classic) lines.push(...(await inspectionLines('classic', classic)));
  }
  if (wanted('archive')) {
    const { peakMegabytes, seconds, entries } = await benchArchive();
    lines.push(upTo(`peak memory, archive of ${entries} entries (${seconds.toFixed(1)} s)`, peakMegabytes, 400, ' MB'));
  }
  if (wanted('page')) {
    const page = await benchPage();
    lines.push(upTo('first paint of the Images page', page.firstPaintMilliseconds, 1000, ' ms'));
    lines.push(upTo('bundle of the page, gzip', page.bundleKilobytes, 500, ' kB'));
  }
} finally {
  await engines.close();
}
report(lines);

function modernLines(measured: Comparison): Line[] {
  const { save } = measured;
  console.log(`modern engine: docker save took ${save.toFixed(2)} s; cold analysis ${measured.cold.toFixed(2)} s`);
  return [
    upTo('modern: cold analysis / docker save', measured.cold / save, 0.5, ''),
    upTo('modern: opened again / docker save', measured.opened / save, 0.02, ''),
    upTo('modern: opened after a restart of the service / docker save', measured.restarted / save, null, ''),
    upTo('modern: small top layer rebuilt / docker save', measured.rebuilt / save, 0.08, ''),
    upTo('modern: peak memory of the service', measured.peakMegabytes, 400, ' MB'),
  ];
}

/** Of the image that `image` builds, or of those that were named: what is in an image decides what inspecting it costs. */
async function inspectionLines(engine: string, host: string): Promise<Line[]> {
  const measured: Line[] = [];
  for (const image of values.image ?? [await buildBenchImage(host)]) {
    const { accounting, inspected } = await benchInspection(host, image, runs);
    console.log(
      `${engine}: ${image}: accounting ${accounting.toFixed(2)} s, with inspectors ${inspected.toFixed(2)} s`,
    );
    measured.push(
      upTo(`${engine}: inspectors add to a cold analysis of ${image}`, inspected / accounting - 1, 0.15, ''),
    );
  }
  return measured;
}

function classicLines(measured: Comparison): Line[] {
  console.log(`classic engine: docker save took ${measured.save.toFixed(2)} s`);
  return [
    upTo('classic: cold analysis / docker save', measured.cold / measured.save, 1.15, ''),
    upTo('classic: opened again / docker save', measured.opened / measured.save, 0.02, ''),
    upTo('classic: peak memory of the service', measured.peakMegabytes, 400, ' MB'),
  ];
}

/** @param most the aim; null where there is none */
function upTo(what: string, value: number, most: number | null, unit: string): Line {
  const shown = `${value.toFixed(unit === '' ? 4 : 0)}${unit}`;
  if (most === null) return { what, value: shown, aim: '', verdict: '' };
  return { what, value: shown, aim: `≤ ${most}${unit}`, verdict: value <= most ? 'met' : 'MISSED' };
}

function report(all: readonly Line[]): void {
  const width = Math.max(...all.map(({ what }) => what.length));
  for (const { what, value, aim, verdict } of all) {
    console.log(`${what.padEnd(width)}  ${value.padStart(10)}  ${aim.padStart(10)}  ${verdict}`);
  }
}
