import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { failureList } from './failure-list.ts';
import { orderedOutputs } from './ordered-output.ts';
import { failed, type Outcome, sum, summary } from './outcome.ts';
import { prepare } from './preparation.ts';
import { listenForStop, stopSignal } from './processes.ts';
import { lanes, type Stage, stages } from './stages.ts';

const usage = `usage: npm test -- [--only PART[,PART…]] [FILTER…]
  PART     ${stages.map(({ name, what }) => `${name.padEnd(15)} ${what}`).join('\n           ')}
  FILTER   a piece of the path of the test files to run`;

const { only, filters } = parse();
const reports = await mkdtemp(join(tmpdir(), 'aligera-test-'));
listenForStop();
const chosen = stages.filter(({ name }) => only.length === 0 || only.includes(name));
const nextOutput = orderedOutputs((text) => process.stdout.write(text));
const planned = chosen.map((stage) => ({ stage, output: nextOutput() }));
const besides = planned.find(({ stage }) => stage.needs.includes('engines'))?.output;
const sayOfPreparation = besides?.write ?? ((text: string) => process.stderr.write(text));
const prepared = prepare(new Set(chosen.flatMap((stage) => stage.needs)), sayOfPreparation);
const ran: (Outcome & { name: string; seconds: number })[] = [];
try {
  await Promise.all(lanes.map(runLane));
} finally {
  await prepared.close();
  await rm(reports, { recursive: true, force: true });
}

ran.sort((a, b) => chosen.findIndex(({ name }) => name === a.name) - chosen.findIndex(({ name }) => name === b.name));
const total = sum(ran);
console.log(`\nSeconds: ${ran.map(({ name, seconds }) => `${name} ${seconds}`).join(', ')}`);
if (total.failed > 0) console.log(`\n${failureList(ran)}`);
if (stopSignal() !== null) console.log('\nStopped before the end.');
console.log(`\n${summary(total)}`);
process.exit(total.failed > 0 || stopSignal() !== null ? 1 : 0);

async function runLane(lane: Stage['lane']): Promise<void> {
  for (const { stage, output } of planned) {
    if (stage.lane !== lane) continue;
    if (stopSignal() === null) ran.push({ name: stage.name, ...(await runStage(stage, output.write)) });
    output.end();
  }
}

async function runStage(stage: Stage, say: (text: string) => void): Promise<Outcome & { seconds: number }> {
  say(`\n== ${stage.name}: ${stage.what}\n`);
  const start = performance.now();
  const outcome = await stage
    .run({ reports, filters, prepared, say })
    .catch((error: unknown) => failed({ where: stage.name, name: 'it could not be run', says: String(error) }));
  say(`${stage.name}: ${summary(outcome)}\n`);
  return { ...outcome, seconds: Math.round((performance.now() - start) / 1000) };
}

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
