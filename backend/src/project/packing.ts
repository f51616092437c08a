import { z } from 'zod';

/** What passes between the service and the program that packs a folder in a container. */

const textFileSchema = z.object({ path: z.string(), text: z.string() });

/** As `PackQuestion`, without the folder. */
export const packOrderSchema = z.object({
  dockerfile: textFileSchema,
  ignoreFile: textFileSchema.nullable(),
  asked: z.discriminatedUnion('how', [
    z.object({ how: z.literal('everything') }),
    z.object({ how: z.literal('nothing') }),
    z.object({ how: z.literal('paths'), paths: z.array(z.string()) }),
    z.object({ how: z.literal('unknown'), why: z.string() }),
  ]),
});

const failureCodes = [
  'bad-request',
  'not-supported',
  'limit-exceeded',
  'not-found',
  'permission-denied',
  'changed-meanwhile',
  'cancelled',
] as const;

/** Lines of JSON on standard error: first what will be packed, and `done` when it was; or what failed instead. */
export const packerLineSchema = z.union([
  z.object({
    packed: z.object({ files: z.number(), bytes: z.number(), dockerfileComesAlong: z.boolean() }),
  }),
  z.object({ done: z.literal(true) }),
  z.object({
    failure: z.object({ code: z.enum(failureCodes), message: z.string(), hint: z.string().nullable() }),
  }),
]);
export type PackerLine = z.infer<typeof packerLineSchema>;
