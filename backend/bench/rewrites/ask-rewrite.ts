import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { root } from '../../../scripts/folders.ts';

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
  const cli = join(root, 'backend', 'src', 'cli.ts');
  const args = ['--disable-warning=ExperimentalWarning', cli, 'rewrite', reference, '--context', folder, '--json'];
  const child = spawn(process.execPath, args, {
    env: { ...process.env, DOCKER_HOST: host },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
  const [code, out, said] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  if (code !== 0) return { state: 'refused', why: said.trim().split('\n').at(-1) ?? `exit code ${code}` };
  const { rewrite } = answerSchema.parse(JSON.parse(out));
  if (rewrite.state === 'ready') return readySchema.parse(rewrite);
  return { state: 'refused', why: JSON.stringify(rewrite).slice(0, 500) };
}
