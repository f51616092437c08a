import { variantNames } from '../rewrite-answers.ts';
import { type SourceValues, sourceOptions, sourceOptionsHelp, sourceWords, withSource } from './analyze-source.ts';
import { defineCommand, UsageError } from './command.ts';
import { chosen, droppedIn, givenOptions, proposeRewrite, readGiven, recoveryFor, variantNamed } from './given.ts';
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
    ...givenOptions,
    patch: { type: 'boolean' },
    json: { type: 'boolean' },
    ...sourceOptions,
  },
  run: async ({ words: [source, ...more], values, signal }) => {
    if (source === undefined) throw new UsageError('rewrite needs a SOURCE');
    if (more.length > 0) throw new UsageError('rewrite takes one SOURCE');
    if (values.json && values.patch) throw new UsageError('--json and --patch exclude each other');
    const wanted = variantNamed(values.variant);
    const given = await readGiven(values, signal);
    const rewrite = await withSource(source, values satisfies SourceValues, signal, async (analysis) =>
      proposeRewrite(analysis, await recoveryFor(analysis, given, signal), given, droppedIn(values), signal),
    );
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
