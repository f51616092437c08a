import { createInterface } from 'node:readline/promises';
import { bytesText } from '../bytes-text.ts';
import type { EngineClient } from '../engine/client.ts';
import { imageStore } from '../engine/engine-state.ts';
import { Failure } from '../failure.ts';
import type { ReadyRewrite, Variant } from '../rewrite-answers.ts';
import { diskQuestion, estimateDisk } from '../verify/build/disk-estimate.ts';
import type { Given } from './given.ts';
import type { VerifyLine } from './verify-line.ts';

/**
 * Says what a build is likely to take of the engine's disk; where it is much, a person at a terminal is asked.
 * @throws Failure `cancelled` where they decline
 */
export async function announceDisk(
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
