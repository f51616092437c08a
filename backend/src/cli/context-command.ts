import type { ImageModel } from '../image/image-model.ts';
import { fileSizes, type LandedAnswer, landedAnswer, landedIn } from '../project/landed.ts';
import { type ContextQuestion, contextLimits, readContext } from '../project/read-context.ts';
import type { ContextReading } from '../project/reading.ts';
import { analyzeSource, sourceOptions, sourceOptionsHelp, sourceWords } from './analyze-source.ts';
import { defineCommand, UsageError } from './command.ts';
import { contextText } from './context-text.ts';
import { write } from './output.ts';

const schemaVersion = 1;

export const contextCommand = defineCommand({
  name: 'context',
  synopsis: 'context FOLDER [--dockerfile FILE] [--image SOURCE] [--json] [--top N]',
  summary: 'Measures what a build sends of its context, what is kept out, and what of it landed in an image.',
  usage: `FOLDER is the build context.

  --dockerfile FILE    the Dockerfile, named from within the folder (default: Dockerfile)
  --image SOURCE       an image that was built from it, to find what of the context landed there
  --json               one JSON document on standard output
  --top N              largest paths to list (default 10; with --json all that are known)

${sourceWords}

${sourceOptionsHelp}`,
  options: {
    dockerfile: { type: 'string' },
    image: { type: 'string' },
    json: { type: 'boolean' },
    top: { type: 'string' },
    ...sourceOptions,
  },
  run: async ({ words: [folder, ...more], values, signal }) => {
    if (folder === undefined) throw new UsageError('context needs a FOLDER');
    if (more.length > 0) throw new UsageError('context takes one FOLDER');
    const top = Number(values.top ?? 10);
    if (!Number.isInteger(top) || top < 0) throw new UsageError('--top takes a whole number');
    const question = { folder, dockerfile: values.dockerfile ?? 'Dockerfile', limits: contextLimits };
    const image = values.image === undefined ? null : await analyzeSource(values.image, values, signal);
    const { context, landed } = await measure(question, image?.model ?? null, signal);
    if (values.json) {
      const { hashes, ...shown } = context;
      await write(process.stdout, `${JSON.stringify({ schemaVersion, context: shown, landed })}\n`);
    } else await write(process.stdout, contextText(folder, context, landed, top));
    return 0;
  },
});

async function measure(
  question: Omit<ContextQuestion, 'imageSizes'>,
  model: ImageModel | null,
  signal: AbortSignal,
): Promise<{ context: ContextReading; landed: LandedAnswer | null }> {
  const sizes = model === null ? null : fileSizes(model);
  const imageSizes = sizes === null ? null : { mayHave: (size: number) => sizes.has(size) };
  const context = await readContext({ ...question, imageSizes }, signal);
  const files = model === null ? null : landedIn(model, context);
  return { context, landed: files === null ? null : landedAnswer(context, files, 0, files.length) };
}
