import { z } from 'zod';
import { askAligera } from './ask-aligera.ts';

const rangeSchema = z.object({ bytes: z.number(), low: z.number(), high: z.number() });

export const variantNames = ['tidy', 'slim', 'multi-stage', 'distroless'] as const;
const variantName = z.enum(variantNames);

const readySchema = z.object({
  state: z.literal('ready'),
  variants: z.array(
    z.object({
      variant: variantName,
      dockerfile: z.string(),
      ignoreFile: z.object({ path: z.string(), text: z.string() }).nullable(),
      predicted: z.object({ stored: rangeSchema, compressed: rangeSchema.nullable() }),
    }),
  ),
  absent: z.array(z.object({ variant: variantName, why: z.string() })),
});

/** What is used of the answer of the command `rewrite`. */
const answerSchema = z.object({
  schemaVersion: z.literal(1),
  rewrite: z.looseObject({ state: z.string() }),
});

export type VariantName = (typeof variantNames)[number];
export type Rewrite = z.infer<typeof readySchema>;

/** Asks the product, as a person would on the command line, for the lighter Dockerfiles of an image. */
export async function askRewrite(
  host: string,
  reference: string,
  folder: string,
): Promise<Rewrite | { readonly state: 'refused'; readonly why: string }> {
  const { code, out, said } = await askAligera(host, ['rewrite', reference, '--context', folder, '--json']);
  if (code !== 0) return { state: 'refused', why: said || `exit code ${code}` };
  const { rewrite } = answerSchema.parse(JSON.parse(out));
  if (rewrite.state === 'ready') return readySchema.parse(rewrite);
  return { state: 'refused', why: JSON.stringify(rewrite).slice(0, 500) };
}
