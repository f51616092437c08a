import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bytesText } from '../../src/bytes-text.ts';
import { askRewrite, type VariantName, variantNames } from './ask-rewrite.ts';
import { openEngine } from './bench-engine.ts';
import { benchOptions, engineAskedFor, examplesOf } from './bench-options.ts';
import type { Example } from './examples.ts';
import { rowText, rowTitles, summaryOf, summaryText, toldOf, type VariantRow } from './rows.ts';
import { referenceOf, type Tried, tryBuild, type Workshop } from './try-build.ts';

const usage = `usage: npm run bench:rewrites [-- OPTION...]
Builds the examples, asks for their lighter Dockerfiles, builds those too, and checks that every container still works
and how far predicted sizes were from measured ones. Sizes are stored bytes.

  --only NAME,...           these examples alone
  --variant NAME            this variant alone: ${variantNames.join(', ')}
  --engine modern|classic   with the containerd image store, or with a graph driver (default: the first there is)
  --originals               only the Dockerfiles in examples/: the originals, and those written by hand
  --json                    one JSON document on standard output; lines go to standard error

Engines are found as by npm test. $ALIGERA_BUILD_NETWORK is the network of the builds' steps: default, host, …`;

const { values } = parseArgs({ options: { ...benchOptions, originals: { type: 'boolean', default: false } } });
const kind = engineAskedFor(values, usage);
const say = values.json ? console.error : console.log;

interface Original {
  readonly example: string;
  readonly dockerfile: 'original' | 'by-hand';
  readonly tried: Tried;
}
interface NotOffered {
  readonly example: string;
  /** Null where the product answered with no variants at all. */
  readonly variant: VariantName | null;
  readonly why: string;
}

const originals: Original[] = [];
const rows: VariantRow[] = [];
const notOffered: NotOffered[] = [];

const examples = await examplesOf(values.only);
const folder = await mkdtemp(join(tmpdir(), 'aligera-rewrites-'));
const engine = await openEngine(kind);
try {
  say(`${examples.length} examples on the ${engine.kind} engine; what fails is in ${folder}`);
  const shop = await openWorkshop(engine.host);
  if (!values.originals) say(rowTitles);
  for (const example of examples) await benchExample(shop, example);
} finally {
  await rm(join(folder, 'cache'), { recursive: true, force: true });
  await engine.close();
}
report();

async function openWorkshop(host: string): Promise<Workshop> {
  const cache = join(folder, 'cache');
  await mkdir(cache);
  return { host, network: process.env.ALIGERA_BUILD_NETWORK ?? 'default', cache, logs: folder };
}

async function benchExample(shop: Workshop, example: Example): Promise<void> {
  const today = await tryOriginal(
    shop,
    example,
    'original',
    await readFile(join(example.folder, 'Dockerfile'), 'utf8'),
  );
  const byHand = example.byHand === null ? null : await tryOriginal(shop, example, 'by-hand', example.byHand);
  if (values.originals || today.state !== 'works') return;
  const rewrite = await askRewrite(shop.host, referenceOf(example, 'original'), example.folder);
  if (rewrite.state === 'refused') {
    notOffered.push({ example: example.name, variant: null, why: rewrite.why });
    say(`${example.name}: no rewrite: ${rewrite.why}`);
    return;
  }
  const wanted = ({ variant }: { variant: VariantName }) => values.variant === undefined || variant === values.variant;
  notOffered.push(...rewrite.absent.filter(wanted).map((absent) => ({ example: example.name, ...absent })));
  for (const { variant, dockerfile, ignoreFile, predicted } of rewrite.variants.filter(wanted)) {
    const row = {
      example: example.name,
      variant,
      today: today.sizes,
      predicted: { stored: predicted.stored.bytes, compressed: predicted.compressed?.bytes ?? null },
      tried: await tryBuild(shop, example, variant, { dockerfile, ignoreFile }),
      byHand: byHand?.sizes ?? null,
    };
    rows.push(row);
    say(rowText(row));
  }
}

/** Told where only these are asked for, and where one does not work: then the example is of no use. */
async function tryOriginal(
  shop: Workshop,
  example: Example,
  dockerfile: Original['dockerfile'],
  text: string,
): Promise<Tried> {
  const tried = await tryBuild(shop, example, dockerfile, { dockerfile: text, ignoreFile: null });
  originals.push({ example: example.name, dockerfile, tried });
  if (values.originals || tried.state !== 'works') {
    const size = tried.sizes === null ? '-' : bytesText(tried.sizes.stored);
    const seconds = tried.state === 'works' ? `, built in ${tried.seconds.toFixed(0)} s` : '';
    say(`${example.name.padEnd(19)}  ${dockerfile.padEnd(11)}  ${size.padStart(9)}  ${toldOf(tried)}${seconds}`);
  }
  return tried;
}

function report(): void {
  const broken = originals.filter(({ tried }) => tried.state !== 'works');
  const summary = summaryOf(rows);
  if (values.json) console.log(JSON.stringify({ originals, rows, notOffered, summary }, null, 2));
  if (values.originals) {
    say(`Dockerfiles of the examples that work: ${originals.length - broken.length} of ${originals.length}`);
  } else {
    for (const { example, variant, why } of notOffered) say(`not offered: ${example} ${variant ?? 'at all'}: ${why}`);
    say(summaryText(summary));
  }
  process.exitCode = broken.length > 0 ? 1 : 0;
}
