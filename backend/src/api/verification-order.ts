import { z } from 'zod';
import { variantNames } from '../rewrite-answers.ts';
import { runSettingsSchema } from '../verify/run/settings.ts';

/** IDs of rules and of edits, each once and in one order: the same question in the same words. */
const droppedSchema = z
  .array(z.string().min(1).max(500))
  .max(500)
  .default([])
  .transform((ids) => [...new Set(ids)].sort());

/** Where the files of the build come from. */
const contextSchema = z.discriminatedUnion('kind', [
  /** Only where the service sees a person's folders: `Health.service.readsFolders`. */
  z.object({
    kind: z.literal('folder'),
    path: z
      .string()
      .min(1)
      .max(1 << 16),
  }),
  /** Created by `packArguments`, with the labels of `packer-labels`, and not started. */
  z.object({ kind: z.literal('container'), id: z.string().regex(/^[0-9a-f]{12,64}$/) }),
  z.object({ kind: z.literal('image') }),
]);

/** What is asked of a verification. */
export const orderSchema = z.object({
  /** Of an image of the engine. */
  analysis: z.string().min(1).max(100),
  variant: z.enum(variantNames),
  dropped: droppedSchema,
  /** `verdict`: build, run, compare, measure. `edits`: what each edit saved. */
  what: z.enum(['verdict', 'edits']).default('verdict'),
  /** Where it fails or differs, the next safer variant is tried, until one is proven. */
  stepBack: z.boolean().default(false),
  /** For all builds and runs together, where there are several. */
  budgetMinutes: z
    .number()
    .positive()
    .max(24 * 60)
    .default(60),
  /** The network of RUN. */
  buildNetwork: z.enum(['default', 'host', 'none']).default('default'),
  /** A build that takes longer is given up. */
  buildMinutes: z.number().positive().max(600).default(30),
  settings: runSettingsSchema.prefault({}),
  context: contextSchema,
});
export type VerificationOrder = z.infer<typeof orderSchema>;
