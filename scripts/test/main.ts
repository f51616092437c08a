import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { failureList } from './failure-list.ts';
import { type Outcome, sum, summary } from './outcome.ts';
import { prepare } from './preparation.ts';
import { listenForStop, stopSignal } from './processes.ts';
import { stages } from './stages.ts';

const usage = `usage: npm test -- [--only PART[,PART…]] [FILTER…]
  PART     ${stages.map(({ name, what }) => `${name.padEnd(8)} ${what}`).join('\n           ')}
  FILTER   a piece of the path of the test files to run`;

const { only, filters } = parse();
const reports = await mkdtemp(join(tmpdir(), 'aligera-test-'));
listenForStop();
const chosen = stages.filter(({ name }) => only.length === 0 || only.includes(name));
const ran: (Outcome & { name: string; seconds: number })[] = [];
const needs = chosen.flatMap((stage) => stage.needs);
const prepared = prepare({ engines: needs.includes('engines'), chromium: needs.includes('chromium') });
try {
  for (const stage of chosen) {
    if (stopSignal() !== null) break;
    console.log(`\n== ${stage.name}: ${stage.what}`);
    const start = performance.now();
    const outcome = await stage.run({ reports, filters, prepared });
    const seconds = Math.round((performance.now() - start) / 1000);
    console.log(`${stage.name}: ${summary(outcome)}`);
    ran.push({ name: stage.name, seconds, ...outcome });
  }
} finally {
  await prepared.close();
  await rm(reports, { recursive: true, force: true });
}

const total = sum(ran);
console.log(`\nSeconds: ${ran.map(({ name, seconds }) => `${name} ${seconds}`).join(', ')}`);
if (total.failed > 0) console.log(`\n${failureList(ran)}`);
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
