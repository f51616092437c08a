import { z } from 'zod';
import { verdictKinds } from '../../src/verify-answers.ts';
import { askAligera } from '../rewrites/ask-aligera.ts';
import { variantNames } from '../rewrites/ask-rewrite.ts';
import type { Example } from '../rewrites/examples.ts';

const measuredSchema = z.object({ stored: z.number(), compressed: z.number().nullable() });

/** What is used of the answer of the command `verify`. */
const answerSchema = z.object({
  schemaVersion: z.literal(1),
  verdicts: z.array(
    z.object({
      kind: z.enum(verdictKinds),
      subject: z.object({ variant: z.enum(variantNames) }),
      sentences: z.array(z.string()),
      likelyCause: z.string().nullable(),
      before: measuredSchema,
      after: measuredSchema.nullable(),
      left: z.array(z.string()),
    }),
  ),
});

export type ExampleVerdict = z.infer<typeof answerSchema>['verdicts'][number];

export type VerdictsOrWhy =
  | { readonly state: 'reached'; readonly verdicts: readonly ExampleVerdict[] }
  | { readonly state: 'none'; readonly why: string };

export interface AskedVerdicts {
  readonly host: string;
  /** Of the original, which the engine has. */
  readonly reference: string;
  readonly example: Example;
  /** Undefined for the lightest there is. */
  readonly variant: string | undefined;
  /** The network of RUN. */
  readonly network: string;
}

/** Asks the product for the verdicts on an example, from the wanted variant down to the first that is proven. */
export async function askVerdicts({
  host,
  reference,
  example,
  variant,
  network,
}: AskedVerdicts): Promise<VerdictsOrWhy> {
  const { code, out, said } = await askAligera(host, [
    'verify',
    reference,
    ...['--context', example.folder, '--build-network', network, '--step-back', '--yes', '--json'],
    ...['--run', JSON.stringify(settingsOf(example))],
    ...(variant === undefined ? [] : ['--variant', variant]),
  ]);
  if (code === 1 || code === 2) return { state: 'none', why: said };
  return { state: 'reached', verdicts: answerSchema.parse(JSON.parse(out)).verdicts };
}

/** How the example is run and what it is asked, in the words of the command `verify`. */
function settingsOf({ run }: Example): object {
  const common = { env: run.env, ...(run.args === undefined ? {} : { args: run.args }) };
  if (!('port' in run)) return common;
  const requests = run.requests.map(({ method, path, json, text }) => ({
    method,
    path,
    headers: { 'content-type': json === undefined ? 'text/plain' : 'application/json' },
    ...(json === undefined && text === undefined ? {} : { body: json === undefined ? text : JSON.stringify(json) }),
  }));
  return { ...common, ports: [run.port], requests };
}
