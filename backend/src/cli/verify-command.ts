import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline/promises';
import { bytesText } from '../bytes-text.ts';
import { EngineClient } from '../engine/client.ts';
import { imageStore } from '../engine/engine-state.ts';
import { leftBehind, listMade, removeMade } from '../engine/made-here.ts';
import { Failure } from '../failure.ts';
import { type ReadyRewrite, type Variant, type VariantName, variantNames } from '../rewrite-answers.ts';
import { contextOfImage } from '../verify/build/context-of-image.ts';
import { folderContext } from '../verify/build/context-source.ts';
import { diskQuestion, estimateDisk } from '../verify/build/disk-estimate.ts';
import { stepBack } from '../verify/step-back.ts';
import { verifyVariant } from '../verify/verify-variant.ts';
import type { VerdictKind } from '../verify-answers.ts';
import {
  type SourceAnalysis,
  type SourceValues,
  sourceOptions,
  sourceOptionsHelp,
  sourceWords,
  withSource,
} from './analyze-source.ts';
import { defineCommand, UsageError } from './command.ts';
import {
  chosen,
  droppedIn,
  type Given,
  givenOptions,
  proposeRewrite,
  readGiven,
  recoveryFor,
  variantNamed,
} from './given.ts';
import { schemaVersion } from './json-report.ts';
import { write } from './output.ts';
import { runOptions, runOptionsHelp, runSettingsIn } from './run-settings.ts';
import { VerifyLine } from './verify-line.ts';
import { verdictText } from './verify-text.ts';

/** For all variants, where it steps back. */
const budgetMinutes = 60;

/** The exit status says the verdict, so that scripts need not read it. */
const exitStatus: Readonly<Record<VerdictKind, number>> = { proven: 0, 'built-only': 3, differs: 4, failed: 5 };

export const verifyCommand = defineCommand({
  name: 'verify',
  synopsis: 'verify SOURCE [--context FOLDER] [--variant NAME] [--step-back] [--run JSON|@FILE] [--json]',
  summary: 'Builds a variant, runs it beside the original, compares and measures both.',
  usage: `${sourceWords}
It must be an image of an engine: there the variant is built and both are run.

  --context FOLDER     the project's folder: what is built
  --dockerfile FILE    the Dockerfile to start from (default: the folder's, or the one that made the image)
  --variant NAME       ${variantNames.join(', ')} (default: the lightest there is)
  --step-back          where it is not proven, the next safer variant is tried, until one is
  --without IDS        rules and edits to leave out, separated by commas
  --build-network NAME the network of RUN: default, host or none
  --build-minutes N    a build that takes longer is given up (default: 30)
${runOptionsHelp}
  --yes                builds that take more than 2 GB of disk are not asked for (nor where there is no terminal)
  --json               one JSON document with the verdicts
${sourceOptionsHelp}

Exit status: 0 proven, 3 built only (nothing could be compared), 4 differs, 5 failed; 1 where it could not be tried.`,
  options: {
    ...givenOptions,
    'step-back': { type: 'boolean' },
    'build-network': { type: 'string' },
    'build-minutes': { type: 'string' },
    ...runOptions,
    yes: { type: 'boolean' },
    json: { type: 'boolean' },
    ...sourceOptions,
  },
  run: async ({ words: [source, ...more], values, signal }) => {
    if (source === undefined) throw new UsageError('verify needs a SOURCE');
    if (more.length > 0) throw new UsageError('verify takes one SOURCE');
    const wanted = variantNamed(values.variant);
    const settings = await runSettingsIn(values);
    const buildMinutes = Number(values['build-minutes'] ?? 30);
    if (!(buildMinutes > 0 && buildMinutes <= 600)) throw new UsageError('--build-minutes is a number up to 600');
    const given = await readGiven(values, signal);
    const verdicts = await withSource(source, values satisfies SourceValues, signal, async (analysis) => {
      const recovery = await recoveryFor(analysis, given, signal);
      const rewrite = await proposeRewrite(analysis, recovery, given, droppedIn(values), signal);
      const { engine } = analysis.analyzed;
      if (engine === null) throw new Failure('not-supported', 'an image in an archive cannot be run: load it first');
      const client = new EngineClient(engine);
      const line = new VerifyLine(process.stderr);
      // Each run is an owner of its own: another one may be at work.
      const owner = `command-line-${randomBytes(6).toString('hex')}`;
      await removeMade(client, leftBehind(await listMade(client, signal), owner, Date.now()), signal);
      try {
        const { dockerfile } = recovery;
        const { buildArgs, target } = dockerfile.state === 'recovered' ? dockerfile : { buildArgs: {}, target: null };
        const verify = async (variant: Variant, inner: AbortSignal) => {
          await announceDisk(client, variant, rewrite, given, values, line, inner);
          const maker = { owner, startedAt: Date.now(), verification: randomBytes(6).toString('hex') };
          const verification = {
            client,
            maker,
            original: analysis.analyzed,
            variant,
            start: { filename: rewrite.start.filename, buildArgs, target },
            context:
              values.context === undefined
                ? contextOfImage(client, analysis.analyzed, maker)
                : folderContext(values.context),
            buildNetwork: values['build-network'] ?? 'default',
            buildSeconds: buildMinutes * 60,
            settings,
            relay: null,
            analyzeBuilt: (reference: string, innermost: AbortSignal) => analyzeBuilt(analysis, reference, innermost),
          };
          return verifyVariant(verification, (step) => line.show(step), inner);
        };
        const variants = from(rewrite, wanted);
        if (values['step-back'] !== true)
          return await Promise.all(variants.slice(0, 1).map((one) => verify(one, signal)));
        const { verdicts, ended } = await stepBack(variants, budgetMinutes, verify, signal);
        if (ended !== null) line.note(ended);
        return verdicts;
      } finally {
        line.clear();
        await client.close();
      }
    });
    const last = verdicts.at(-1);
    if (last === undefined)
      throw new Failure('not-found', 'nothing is worth doing here, so there is nothing to verify');
    if (values.json) await write(process.stdout, `${JSON.stringify({ schemaVersion, verdicts })}\n`);
    else await write(process.stdout, verdicts.map(verdictText).join('\n'));
    return exitStatus[last.kind];
  },
});

/** The variant that is wanted, and those that are safer, the lightest first. */
function from(rewrite: ReadyRewrite, wanted: VariantName | null): readonly Variant[] {
  const first = wanted === null ? rewrite.variants.at(-1) : chosen(rewrite, wanted);
  if (first === undefined) return [];
  return rewrite.variants.slice(0, rewrite.variants.indexOf(first) + 1).reverse();
}

async function analyzeBuilt({ analyzeOther }: SourceAnalysis, reference: string, signal: AbortSignal) {
  const built = await analyzeOther(reference, signal);
  if (built === null) throw new Failure('image-not-found', 'what was built is gone from the engine: was it removed?');
  return built;
}

async function announceDisk(
  client: EngineClient,
  variant: Variant,
  { today }: ReadyRewrite,
  { project }: Given,
  { yes }: { readonly yes?: boolean },
  line: VerifyLine,
  signal: AbortSignal,
): Promise<void> {
  const { imageStore: store } = await imageStore(client, signal);
  const { bytes, asks } = estimateDisk(diskQuestion(variant, today, project, store));
  line.note(`Building ${variant.variant} takes about ${bytesText(bytes)} of the engine's disk.`);
  if (!asks || yes || !process.stdin.isTTY || !process.stderr.isTTY) return;
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await asking.question('Go on? [y/N] ', { signal });
    if (!/^y(?:es)?$/i.test(answer.trim())) throw new Failure('cancelled', 'cancelled');
  } finally {
    asking.close();
  }
}
