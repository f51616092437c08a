import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Outcome, sum, summary } from './outcome.ts';
import { listenForStop, stopSignal } from './processes.ts';
import { type ProvidedEngines, provideEngines } from './provide-engines.ts';
import { stages } from './stages.ts';

const usage = `usage: npm test -- [--only PART[,PART…]] [FILTER…]
  PART     ${stages.map(({ name, what }) => `${name.padEnd(8)} ${what}`).join('\n           ')}
  FILTER   a piece of the path of the test files to run`;

const { only, filters } = parse();
const reports = await mkdtemp(join(tmpdir(), 'aligera-test-'));
listenForStop();
const outcomes: Outcome[] = [];
let provided: Promise<ProvidedEngines> | undefined;
try {
  for (const stage of stages) {
    if (stopSignal() !== null || !(only.length === 0 || only.includes(stage.name))) continue;
    console.log(`\n== ${stage.name}: ${stage.what}`);
    const engines = () => {
      provided ??= provideEngines();
      return provided;
    };
    const outcome = await stage.run({ reports, filters, engines });
    console.log(`${stage.name}: ${summary(outcome)}`);
    outcomes.push(outcome);
  }
} finally {
  await (await provided)?.close();
  await rm(reports, { recursive: true, force: true });
}

const total = sum(outcomes);
if (stopSignal() !== null) console.log('\nStopped before the end.');
console.log(`\n${summary(total)}`);
process.exit(total.failed > 0 || stopSignal() !== null ? 1 : 0);

function parse(): { only: string[]; filters: string[] } {
  try {
    const { values, positionals } = parseArgs({
      options: { only: { type: 'string', multiple: true }, help: { type: 'boolean' } },
      allowPositionals: true,
    });
    const only = (values.only ?? []).flatMap((list) => list.split(','));
    const unknown = only.find((name) => !stages.some((stage) => stage.name === name));
    if (unknown !== undefined) throw new Error(`there is no part ${unknown}`);
    if (values.help) throw new Error('');
    return { only, filters: positionals };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n${usage}`.trim());
    process.exit(2);
  }
}
