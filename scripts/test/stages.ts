import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findChromium } from './chromium.ts';
import { failed, missing, type Outcome, passed, sum } from './outcome.ts';
import { runTool } from './processes.ts';
import type { ProvidedEngines } from './provide-engines.ts';
import { playwrightOutcome, vitestOutcome } from './reports.ts';

interface StageContext {
  /** A folder for the runners' reports. */
  readonly reports: string;
  readonly filters: readonly string[];
  /** Starts the engines at the first call. */
  engines(): Promise<ProvidedEngines>;
}

interface Stage {
  readonly name: string;
  readonly what: string;
  run(context: StageContext): Promise<Outcome>;
}

const typeProjects = ['.', 'ui', 'docker-extension/host/page'];

export const stages: readonly Stage[] = [
  {
    name: 'types',
    what: 'TypeScript in every workspace',
    async run() {
      const outcomes = [];
      for (const project of typeProjects) outcomes.push(await check('typescript/bin/tsc', ['-p', project]));
      return sum(outcomes);
    },
  },
  {
    name: 'lint',
    what: 'Biome: rules and format',
    run: () =>
      check('@biomejs/biome/bin/biome', [
        'ci',
        '--error-on-warnings',
        ...(process.stdout.isTTY ? [] : ['--colors=off']),
      ]),
  },
  { name: 'knip', what: 'knip: nothing unused', run: () => check('knip/bin/knip.js', ['--no-progress']) },
  {
    name: 'unit',
    what: 'tests that need nothing but Node',
    run: (context) => vitest(context, ['--project', 'unit', '--project', 'ui'], {}),
  },
  {
    name: 'engine',
    what: 'tests on real engines',
    async run(context) {
      const engines = await context.engines();
      const lacking = sum(engines.missing.map(missing));
      if (engines.missing.length === 2) return lacking;
      return sum([lacking, await vitest(context, ['--project', 'engine'], engines.env)]);
    },
  },
  {
    name: 'browser',
    what: 'the page in a real browser',
    async run(context) {
      const chromium = await findChromium();
      if (chromium === null)
        return missing('no Chromium or Chrome on PATH: install one, or name it in ALIGERA_CHROMIUM');
      const engines = await context.engines();
      const report = join(context.reports, 'playwright.json');
      const args = ['test', '--reporter=list,json', ...context.filters];
      const env = { ...engines.env, ALIGERA_CHROMIUM: chromium, PLAYWRIGHT_JSON_OUTPUT_FILE: report };
      const exitCode = await runTool('@playwright/test/cli.js', args, env);
      return existsSync(report) ? playwrightOutcome(await readFile(report, 'utf8'), exitCode) : failed;
    },
  },
];

async function check(tool: string, args: readonly string[]): Promise<Outcome> {
  return (await runTool(tool, args)) === 0 ? passed : failed;
}

async function vitest(context: StageContext, which: readonly string[], env: NodeJS.ProcessEnv): Promise<Outcome> {
  const report = join(context.reports, `vitest-${which.at(-1)}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const exitCode = await runTool('vitest/vitest.mjs', ['run', ...which, ...reporters, ...context.filters], env);
  return existsSync(report) ? vitestOutcome(await readFile(report, 'utf8'), exitCode) : failed;
}
