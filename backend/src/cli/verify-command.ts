import { Failure } from '../failure.ts';
import { usualSpeeds } from '../pull-time.ts';
import { variantNames } from '../rewrite-answers.ts';
import type { VerdictKind } from '../verify-answers.ts';
import { sourceOptions, sourceOptionsHelp, sourceWords } from './analyze-source.ts';
import { buildOptions, buildOptionsHelp, buildSettingsIn, minutesIn } from './build-settings.ts';
import { defineCommand, UsageError } from './command.ts';
import { editsText } from './edits-text.ts';
import { givenOptions, variantNamed } from './given.ts';
import { schemaVersion } from './json-report.ts';
import { write } from './output.ts';
import { runOptions, runOptionsHelp, runSettingsIn } from './run-settings.ts';
import { verdictText } from './verify-text.ts';
import { verifyVariants } from './verify-variants.ts';

/** The exit status says the verdict, so that scripts need not read it. */
const exitStatus: Readonly<Record<VerdictKind, number>> = { proven: 0, 'built-only': 3, differs: 4, failed: 5 };

export const verifyCommand = defineCommand({
  name: 'verify',
  synopsis: 'verify SOURCE [--context FOLDER] [--variant NAME] [--step-back] [--edits] [--run JSON|@FILE] [--json]',
  summary: 'Builds a variant, runs it beside the original, compares and measures both.',
  usage: `${sourceWords}
It must be an image of an engine: there the variant is built and both are run.

  --context FOLDER     the project's folder: what is built
  --dockerfile FILE    the Dockerfile to start from (default: the folder's, or the one that made the image)
  --variant NAME       ${variantNames.join(', ')} (default: the lightest there is)
  --step-back          where it fails or differs, the next safer variant is tried, until one is proven
  --budget-minutes N   for all that --step-back tries, and as much again for --edits (default: 60)
  --without IDS        rules and edits to leave out, separated by commas
  --edits              measures what each edit of the last variant saved: builds it once more without each of them
${buildOptionsHelp}
${runOptionsHelp}
  --speeds N,...       the time of a pull is told at these, in Mbit/s (default: ${usualSpeeds.join()})
  --yes                builds that take more than 2 GB of disk are not asked for (nor where there is no terminal)
  --json               one JSON document with the verdicts
${sourceOptionsHelp}

Exit status: 0 proven, 3 built only (nothing could be compared), 4 differs, 5 failed; 1 where it could not be tried.`,
  options: {
    ...givenOptions,
    'step-back': { type: 'boolean' },
    'budget-minutes': { type: 'string' },
    edits: { type: 'boolean' },
    ...buildOptions,
    ...runOptions,
    speeds: { type: 'string' },
    yes: { type: 'boolean' },
    json: { type: 'boolean' },
    ...sourceOptions,
  },
  run: async ({ words: [source, ...more], values, signal }) => {
    if (source === undefined) throw new UsageError('verify needs a SOURCE');
    if (more.length > 0) throw new UsageError('verify takes one SOURCE');
    const wanted = variantNamed(values.variant);
    const settings = await runSettingsIn(values);
    const building = buildSettingsIn(values);
    const budgetMinutes = minutesIn('budget-minutes', values['budget-minutes'] ?? '60');
    const speeds = speedsIn(values.speeds);
    const asked = { source, values, wanted, settings, building, budgetMinutes };
    const { verdicts, ended, variant, effects } = await verifyVariants(asked, signal);
    const last = verdicts.at(-1);
    if (last === undefined || variant === null) {
      throw new Failure('not-found', ended ?? 'nothing was verified');
    }
    if (values.json) {
      const answer = { schemaVersion, verdicts, ended, ...(effects === null ? {} : { effects }) };
      await write(process.stdout, `${JSON.stringify(answer)}\n`);
    } else {
      const parts = [
        ...verdicts.map((verdict) => verdictText(verdict, speeds)),
        ...(ended === null ? [] : [`${ended}\n`]),
        ...(effects === null ? [] : [editsText(variant, effects)]),
      ];
      await write(process.stdout, parts.join('\n'));
    }
    return exitStatus[last.kind];
  },
});

function speedsIn(text: string | undefined): readonly number[] {
  if (text === undefined) return usualSpeeds;
  const speeds = text.split(',').map(Number);
  if (speeds.length <= mostSpeeds && speeds.every((speed) => speed > 0 && speed <= 1e6)) return speeds;
  throw new UsageError(`--speeds takes up to ${mostSpeeds} numbers, in Mbit/s`);
}

const mostSpeeds = 10;
