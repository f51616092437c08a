import { BinaryReader } from '@bufbuild/protobuf/wire';
import { z } from 'zod';
import { eachField } from '../../src/engine/content-messages.ts';

const lineSchema = z.object({ id: z.string().optional(), aux: z.unknown().optional(), error: z.string().optional() });

/** What a build of BuildKit said, out of the lines of JSON that the engine answers; `error` is why it failed. */
export function readBuildLog(answer: string): { readonly error: string | null; readonly text: string } {
  let error: string | null = null;
  let text = '';
  const named = new Set<string>();
  for (const line of answer.split('\n').filter((one) => one.startsWith('{'))) {
    const { id, aux, error: failure } = lineSchema.parse(JSON.parse(line));
    if (failure !== undefined) error = failure;
    if (id === 'moby.buildkit.trace' && typeof aux === 'string') text += saidIn(Buffer.from(aux, 'base64'), named);
  }
  return { error, text };
}

/**
 * A StatusResponse: the names of steps not seen before, and what steps printed (BuildKit,
 * api/services/control/control.proto).
 */
function saidIn(status: Uint8Array, named: Set<string>): string {
  const names: string[] = [];
  const output: string[] = [];
  eachField(new BinaryReader(status), (field, reader) => {
    if (field !== 1 && field !== 3) return false;
    const part = reader.bytes();
    if (field === 1) names.push(fieldText(part, 3));
    else output.push(fieldText(part, 4));
    return true;
  });
  const fresh = names.filter((name) => !named.has(name));
  for (const name of fresh) named.add(name);
  return [...fresh.map((name) => `\n${name}\n`), ...output].join('');
}

function fieldText(message: Uint8Array, wanted: number): string {
  let text = '';
  eachField(new BinaryReader(message), (field, reader) => {
    if (field !== wanted) return false;
    text = Buffer.from(reader.bytes()).toString('utf8');
    return true;
  });
  return text;
}
