import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { RecoveryAnswer } from '../answers.ts';
import type { GivenFile } from '../dockerfile/recover/given.ts';
import { Failure } from '../failure.ts';
import { decodeName } from '../paths/path-bytes.ts';
import { checkDockerfileText, dockerfileOf } from '../project/handed-over.ts';
import { readProject } from '../project/read-project.ts';
import type { ProjectReading } from '../project/reading.ts';
import { type ReadyRewrite, type Variant, type VariantName, variantNames } from '../rewrite-answers.ts';
import { rewriteImage } from '../rewrite-image.ts';
import { localProfile } from '../rules/bases/local-profile.ts';
import {
  type SourceAnalysis,
  type SourceValues,
  sourceOptions,
  sourceOptionsHelp,
  sourceWords,
  withSource,
} from './analyze-source.ts';
import { defineCommand, UsageError } from './command.ts';
import { schemaVersion } from './json-report.ts';
import { write } from './output.ts';
import { rewriteText } from './rewrite-text.ts';

export const rewriteCommand = defineCommand({
  name: 'rewrite',
  synopsis: 'rewrite SOURCE [--dockerfile FILE] [--context FOLDER] [--variant NAME] [--json | --patch]',
  summary: 'Writes the lighter Dockerfile, in up to four variants from the safest to the lightest.',
  usage: `${sourceWords}

  --dockerfile FILE    the Dockerfile to start from (default: the folder's, or the one that made the image)
  --context FOLDER     the project's folder: its Dockerfile, .dockerignore and manifests
  --variant NAME       prints this variant's Dockerfile: ${variantNames.join(', ')}
  --patch              prints a patch in place of the Dockerfile (of the lightest, where no variant is named)
  --without IDS        rules and edits to leave out, separated by commas
  --json               one JSON document with all variants, or the named one
${sourceOptionsHelp}`,
  options: {
    dockerfile: { type: 'string' },
    context: { type: 'string' },
    variant: { type: 'string' },
    patch: { type: 'boolean' },
    without: { type: 'string' },
    json: { type: 'boolean' },
    ...sourceOptions,
  },
  run: async ({ words: [source, ...more], values, signal }) => {
    if (source === undefined) throw new UsageError('rewrite needs a SOURCE');
    if (more.length > 0) throw new UsageError('rewrite takes one SOURCE');
    if (values.json && values.patch) throw new UsageError('--json and --patch exclude each other');
    const wanted = variantNamed(values.variant);
    const given = await readGiven(values, signal);
    const dropped = new Set((values.without ?? '').split(',').filter((id) => id !== ''));
    const rewrite = await withSource(source, values satisfies SourceValues, signal, async (analysis) =>
      rewriteImage(
        {
          image: analysis.analyzed,
          recovery: await recoveryFor(analysis, given, signal),
          project: given.project,
          dropped,
          baseProfile: async (reference, inner) => {
            const base = await analysis.analyzeOther(reference, inner);
            return base === null ? null : localProfile(reference, base);
          },
        },
        () => undefined,
        signal,
      ),
    );
    if (rewrite.state === 'none') throw new Failure('not-supported', rewrite.why);
    const variants = wanted === null ? rewrite.variants : [chosen(rewrite, wanted)];
    if (values.json) {
      await write(process.stdout, `${JSON.stringify({ schemaVersion, rewrite: { ...rewrite, variants } })}\n`);
    } else if (values.patch) {
      await write(process.stdout, variants.at(-1)?.patch ?? '');
    } else if (wanted !== null) {
      await write(process.stdout, variants[0]?.dockerfile ?? '');
    } else await write(process.stdout, rewriteText(rewrite));
    return 0;
  },
});

function variantNamed(name: string | undefined): VariantName | null {
  if (name === undefined) return null;
  const known = variantNames.find((one) => one === name);
  if (known === undefined) throw new UsageError(`--variant is one of ${variantNames.join(', ')}`);
  return known;
}

/** A variant that changes nothing more is not there: the one before it is as light. */
function chosen(rewrite: ReadyRewrite, name: VariantName): Variant {
  const variant = rewrite.variants.find((one) => one.variant === name);
  if (variant !== undefined) return variant;
  const why = rewrite.absent.find((one) => one.variant === name)?.why ?? 'nothing worth doing';
  throw new Failure('not-found', `there is no variant ${name}: ${why}`);
}

interface Given {
  readonly file: { readonly filename: string; readonly text: string } | null;
  readonly project: ProjectReading | null;
}

async function readGiven(
  { dockerfile, context }: { readonly dockerfile?: string; readonly context?: string },
  signal: AbortSignal,
): Promise<Given> {
  const project = context === undefined ? null : await readProject(context, null, signal);
  if (dockerfile !== undefined) {
    const text = decodeName(await readText(dockerfile));
    checkDockerfileText(text);
    return { file: { filename: basename(dockerfile), text }, project };
  }
  const file = project === null ? null : dockerfileOf({ kind: 'folder', path: context ?? null, reading: project });
  return { file, project };
}

async function readText(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Failure('not-found', `the Dockerfile cannot be read: ${why}`);
  }
}

/** The arguments and the target that built the image are the same whoever hands over the text. */
async function recoveryFor(
  { analyzed, source }: SourceAnalysis,
  { file }: Given,
  signal: AbortSignal,
): Promise<RecoveryAnswer> {
  if (file === null) return analyzed.recovery;
  const { dockerfile } = analyzed.recovery;
  const { buildArgs, target } = dockerfile.state === 'recovered' ? dockerfile : { buildArgs: {}, target: null };
  const given: GivenFile = { ...file, buildArgs, target };
  return source.recover(analyzed.described, signal, given);
}
