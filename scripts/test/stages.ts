import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestEngine } from '../../backend/testing/engines.ts';
import { debianAsRoot } from './debian.ts';
import { failed, missing, type Outcome, passed, sum } from './outcome.ts';
import type { Need, Preparation } from './preparation.ts';
import { onPath, runApart, runTool } from './processes.ts';
import { playwrightOutcome, vitestOutcome } from './reports.ts';

interface StageContext {
  /** A folder for the runners' reports. */
  readonly reports: string;
  readonly filters: readonly string[];
  readonly prepared: Preparation;
  /** Prints. */
  readonly say: (text: string) => void;
}

/** Stages of one lane run one after the other; lanes side by side, as what uses an engine waits much of its time. */
export const lanes = ['node', 'modern', 'classic'] as const;
type Lane = (typeof lanes)[number];

export interface Stage {
  readonly name: string;
  readonly what: string;
  readonly lane: Lane;
  readonly needs: readonly Need[];
  run(context: StageContext): Promise<Outcome>;
}

const typeProjects = ['.', 'ui', 'docker-extension/host/page'];

export const stages: readonly Stage[] = [
  {
    name: 'types',
    what: 'TypeScript in every workspace',
    lane: 'node',
    needs: [],
    async run(context) {
      const outcomes = [];
      for (const project of typeProjects) outcomes.push(await check(context, 'typescript/bin/tsc', ['-p', project]));
      return sum(outcomes);
    },
  },
  {
    name: 'lint',
    what: 'Biome: rules and format',
    lane: 'node',
    needs: [],
    run: (context) =>
      check(context, '@biomejs/biome/bin/biome', [
        'ci',
        '--error-on-warnings',
        ...(process.stdout.isTTY ? [] : ['--colors=off']),
      ]),
  },
  {
    name: 'knip',
    what: 'knip: nothing unused',
    lane: 'node',
    needs: [],
    run: (context) => check(context, 'knip/bin/knip.js', ['--no-progress']),
  },
  {
    name: 'unit',
    what: 'tests that need nothing but Node',
    lane: 'node',
    needs: [],
    run: (context) => vitest(context, ['--project', 'unit', '--project', 'ui'], {}, 'unit'),
  },
  {
    name: 'browser',
    what: 'the page in a real browser, on samples',
    lane: 'node',
    needs: ['chromium', 'page'],
    run: (context) => playwright(context, 'samples', {}),
  },
  ...engineStages('modern', 'an engine with the containerd image store'),
  ...engineStages('classic', 'an engine with a graph driver'),
];

function engineStages(kind: TestEngine['name'], engine: string): readonly Stage[] {
  return [
    {
      name: `engine-${kind}`,
      what: `tests on ${engine}`,
      lane: kind,
      needs: ['engines'],
      async run(context) {
        const { env, missing: lacking } = await context.prepared.engines();
        const why = lacking.get(kind);
        if (why !== undefined) return missing(why, context.say);
        return vitest(context, ['--project', 'engine'], { ...env, ALIGERA_TEST_ONLY: kind }, kind);
      },
    },
    {
      name: `browser-${kind}`,
      what: `the page in a real browser, on ${engine}`,
      lane: kind,
      needs: ['engines', 'chromium', 'page'],
      async run(context) {
        const { env, missing: lacking } = await context.prepared.engines();
        const why = lacking.get(kind);
        return why === undefined ? playwright(context, kind, env) : missing(why, context.say);
      },
    },
  ];
}

async function check({ say }: StageContext, tool: string, args: readonly string[]): Promise<Outcome> {
  const { code, said } = await runTool(tool, args, say);
  return code === 0 ? passed : failed({ where: [tool, ...args].join(' '), name: `exit code ${code}`, says: said });
}

async function vitest(
  { reports, filters, say }: StageContext,
  which: readonly string[],
  env: NodeJS.ProcessEnv,
  name: string,
): Promise<Outcome> {
  const report = join(reports, `vitest-${name}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const { code } = await runTool('vitest/vitest.mjs', ['run', ...which, ...reporters, ...filters], say, env);
  return existsSync(report) ? vitestOutcome(await readFile(report, 'utf8'), code) : noReport('vitest');
}

async function playwright(
  { reports, filters, say, prepared }: StageContext,
  project: string,
  engines: NodeJS.ProcessEnv,
): Promise<Outcome> {
  const chromium = await prepared.chromium();
  if (chromium === null)
    return missing('no Chromium or Chrome on PATH: install one, or name it in ALIGERA_CHROMIUM', say);
  await prepared.page();
  const report = join(reports, `playwright-${project}.json`);
  const output = `--output=test-results/${project}`;
  const args = ['test', '--reporter=list,json', output, `--project=${project}`, ...filters];
  const env = {
    ...engines,
    ALIGERA_CHROMIUM: chromium,
    ALIGERA_PAGE_BUILT: 'true',
    PLAYWRIGHT_JSON_OUTPUT_FILE: report,
  };
  const { code } = await runTool('@playwright/test/cli.js', args, say, env, await ownNetwork(engines));
  return existsSync(report) ? playwrightOutcome(await readFile(report, 'utf8'), code) : noReport('playwright');
}

/**
 * Chromium breaks off its requests whenever the machine gets or loses a network address, also those to the machine
 * itself; and engines come and go with networks. Engines at a Unix socket are reached from any network.
 */
async function ownNetwork(engines: NodeJS.ProcessEnv): Promise<readonly string[]> {
  const hosts = [engines.ALIGERA_TEST_MODERN, engines.ALIGERA_TEST_CLASSIC].filter(Boolean);
  if (!debianAsRoot() || hosts.some((host) => !host?.startsWith('unix:'))) return [];
  if (onPath('unshare') === null) return [];
  const inOwn = ['--net', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh'];
  const { code } = await runApart('unshare', [...inOwn, 'true'], () => undefined);
  return code === 0 ? ['unshare', ...inOwn] : [];
}

function noReport(runner: string): Outcome {
  return failed({ where: runner, name: 'it ended without a report', says: '' });
}
