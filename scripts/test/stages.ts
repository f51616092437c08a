import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { failed, missing, type Outcome, passed, sum } from './outcome.ts';
import type { Preparation } from './preparation.ts';
import { runTool } from './processes.ts';
import { playwrightOutcome, vitestOutcome } from './reports.ts';

interface StageContext {
  /** A folder for the runners' reports. */
  readonly reports: string;
  readonly filters: readonly string[];
  readonly prepared: Preparation;
}

interface Stage {
  readonly name: string;
  readonly what: string;
  /** What is got ready for it while the stages before it run. */
  readonly needs: readonly ('engines' | 'chromium')[];
  run(context: StageContext): Promise<Outcome>;
}

const typeProjects = ['.', 'ui', 'docker-extension/host/page'];

export const stages: readonly Stage[] = [
  {
    name: 'types',
    what: 'TypeScript in every workspace',
    needs: [],
    async run() {
      const outcomes = [];
      for (const project of typeProjects) outcomes.push(await check('typescript/bin/tsc', ['-p', project]));
      return sum(outcomes);
    },
  },
  {
    name: 'lint',
    what: 'Biome: rules and format',
    needs: [],
    run: () =>
      check('@biomejs/biome/bin/biome', [
        'ci',
        '--error-on-warnings',
        ...(process.stdout.isTTY ? [] : ['--colors=off']),
      ]),
  },
  {
    name: 'knip',
    what: 'knip: nothing unused',
    needs: [],
    run: () => check('knip/bin/knip.js', ['--no-progress']),
  },
  {
    name: 'unit',
    what: 'tests that need nothing but Node',
    needs: [],
    run: (context) => vitest(context, ['--project', 'unit', '--project', 'ui'], {}),
  },
  {
    name: 'engine',
    what: 'tests on real engines',
    needs: ['engines'],
    async run(context) {
      const engines = await context.prepared.engines();
      const lacking = sum(engines.missing.map(missing));
      if (engines.missing.length === 2) return lacking;
      return sum([lacking, await vitest(context, ['--project', 'engine'], engines.env)]);
    },
  },
  {
    name: 'browser',
    what: 'the page in a real browser',
    needs: ['engines', 'chromium'],
    async run(context) {
      const chromium = await context.prepared.chromium();
      if (chromium === null)
        return missing('no Chromium or Chrome on PATH: install one, or name it in ALIGERA_CHROMIUM');
      const engines = await context.prepared.engines();
      const report = join(context.reports, 'playwright.json');
      const args = ['test', '--reporter=list,json', ...context.filters];
      const env = { ...engines.env, ALIGERA_CHROMIUM: chromium, PLAYWRIGHT_JSON_OUTPUT_FILE: report };
      const { code } = await runTool('@playwright/test/cli.js', args, env);
      return existsSync(report) ? playwrightOutcome(await readFile(report, 'utf8'), code) : noReport('playwright');
    },
  },
];

async function check(tool: string, args: readonly string[]): Promise<Outcome> {
  const { code, said } = await runTool(tool, args);
  return code === 0 ? passed : failed({ where: [tool, ...args].join(' '), name: `exit code ${code}`, says: said });
}

async function vitest(context: StageContext, which: readonly string[], env: NodeJS.ProcessEnv): Promise<Outcome> {
  const report = join(context.reports, `vitest-${which.at(-1)}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const { code } = await runTool('vitest/vitest.mjs', ['run', ...which, ...reporters, ...context.filters], env);
  return existsSync(report) ? vitestOutcome(await readFile(report, 'utf8'), code) : noReport('vitest');
}

function noReport(runner: string): Outcome {
  return failed({ where: runner, name: 'it ended without a report', says: '' });
}
