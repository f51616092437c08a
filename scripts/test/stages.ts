import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
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

export interface Stage {
  readonly name: string;
  readonly what: string;
  /** Those of one lane run one after the other; lanes side by side, as what uses engines waits more than it works. */
  readonly lane: 'node' | 'engines';
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
    run: (context) => vitest(context, ['--project', 'unit', '--project', 'ui'], {}),
  },
  {
    name: 'browser',
    what: 'the page in a real browser, on samples',
    lane: 'node',
    needs: ['chromium', 'page'],
    run: (context) => playwright(context, ['samples'], {}),
  },
  {
    name: 'engine',
    what: 'tests on real engines',
    lane: 'engines',
    needs: ['engines'],
    async run(context) {
      const engines = await context.prepared.engines();
      const lacking = sum(engines.missing.map((what) => missing(what, context.say)));
      if (engines.missing.length === 2) return lacking;
      return sum([lacking, await vitest(context, ['--project', 'engine'], engines.env)]);
    },
  },
  {
    name: 'browser-engine',
    what: 'the page in a real browser, on real engines',
    lane: 'engines',
    needs: ['engines', 'chromium', 'page'],
    async run(context) {
      const { env } = await context.prepared.engines();
      const projects = [
        ...(env.ALIGERA_TEST_MODERN ? ['modern'] : []),
        ...(env.ALIGERA_TEST_CLASSIC ? ['classic'] : []),
      ];
      if (projects.length === 0) return missing('no engine for the page', context.say);
      return playwright(context, projects, env);
    },
  },
];

async function check({ say }: StageContext, tool: string, args: readonly string[]): Promise<Outcome> {
  const { code, said } = await runTool(tool, args, say);
  return code === 0 ? passed : failed({ where: [tool, ...args].join(' '), name: `exit code ${code}`, says: said });
}

async function vitest(
  { reports, filters, say }: StageContext,
  which: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<Outcome> {
  const report = join(reports, `vitest-${which.at(-1)}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const { code } = await runTool('vitest/vitest.mjs', ['run', ...which, ...reporters, ...filters], say, env);
  return existsSync(report) ? vitestOutcome(await readFile(report, 'utf8'), code) : noReport('vitest');
}

async function playwright(
  { reports, filters, say, prepared }: StageContext,
  projects: readonly string[],
  engines: NodeJS.ProcessEnv,
): Promise<Outcome> {
  const chromium = await prepared.chromium();
  if (chromium === null)
    return missing('no Chromium or Chrome on PATH: install one, or name it in ALIGERA_CHROMIUM', say);
  await prepared.page();
  const name = projects.join('-');
  const report = join(reports, `playwright-${name}.json`);
  const args = [
    'test',
    '--reporter=list,json',
    `--output=test-results/${name}`,
    ...projects.map((project) => `--project=${project}`),
    ...filters,
  ];
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
