import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { engineRequest } from '../../testing/engine-request.ts';
import { variantNames } from '../rewrites/ask-rewrite.ts';
import { type BenchEngine, openEngine } from '../rewrites/bench-engine.ts';
import { benchOptions, engineAskedFor, examplesOf } from '../rewrites/bench-options.ts';
import { buildExample } from '../rewrites/build-example.ts';
import type { Example } from '../rewrites/examples.ts';
import { referenceOf } from '../rewrites/try-build.ts';
import { askVerdicts, type VerdictsOrWhy } from './ask-verdicts.ts';
import { summaryText, type VerdictRow, verdictLines } from './verdict-rows.ts';

const usage = `usage: npm run bench:verify -- [OPTION...]
Has the product verify the lightest variant of every example, with the requests and settings of its example.json, and
the safer ones until one is proven. Sizes are stored bytes. Originals that the engine lacks are built first.

  --only NAME,...           these examples alone
  --variant NAME            begins with this variant: ${variantNames.join(', ')}
  --engine modern|classic   with the containerd image store, or with a graph driver (default: the first there is)
  --json                    one JSON document on standard output; lines go to standard error

Engines are found as by npm test. $ALIGERA_BUILD_NETWORK is the network of the builds' steps: default, host, …`;

const { values } = parseArgs({ options: benchOptions });
const kind = engineAskedFor(values, usage);
const say = values.json ? console.error : console.log;

const examples = await examplesOf(values.only);
const rows: VerdictRow[] = [];
const engine = await openEngine(kind);
const network = process.env.ALIGERA_BUILD_NETWORK ?? 'default';
try {
  say(`${examples.length} examples on the ${engine.kind} engine`);
  for (const example of examples) {
    const begun = performance.now();
    const outcome = await verdictsOf(engine, example);
    const row = { example: example.name, outcome, seconds: (performance.now() - begun) / 1000 };
    rows.push(row);
    for (const line of verdictLines(row)) say(line);
  }
} finally {
  await engine.close();
}
if (values.json) console.log(JSON.stringify({ engine: engine.kind, rows }, null, 2));
say(summaryText(rows));

async function verdictsOf({ host }: BenchEngine, example: Example): Promise<VerdictsOrWhy> {
  const reference = referenceOf(example, 'original');
  const { status } = await engineRequest(host, 'GET', `/images/${reference}/json`);
  if (status !== 200) {
    const dockerfile = await readFile(join(example.folder, 'Dockerfile'), 'utf8');
    const build = { reference, folder: example.folder, network, dockerfile, ignoreFile: null };
    const built = await buildExample(host, build);
    if (built.state === 'failed') return { state: 'none', why: `the original is not built: ${built.why}` };
  }
  return await askVerdicts({ host, reference, example, variant: values.variant, network });
}
