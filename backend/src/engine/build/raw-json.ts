import { z } from 'zod';
import type { BuildUpdate } from './build-update.ts';

const time = z
  .string()
  .transform((text) => Date.parse(text))
  .nullish();

/** A line of `docker buildx build --progress=rawjson` (BuildKit, client.SolveStatus). */
const statusSchema = z.object({
  vertexes: z
    .array(
      z.object({
        digest: z.string(),
        name: z.string().default(''),
        cached: z.boolean().default(false),
        started: time,
        completed: time,
        error: z.string().default(''),
      }),
    )
    .nullish(),
  logs: z.array(z.object({ vertex: z.string(), data: z.string().nullish() })).nullish(),
});

/** @returns null for what is no such line, as the words in which the CLI tells of a failure */
export function readRawJson(line: string): BuildUpdate | null {
  const status = statusSchema.safeParse(parse(line));
  if (!status.success) return null;
  const { vertexes, logs } = status.data;
  return {
    vertexes: (vertexes ?? []).map((vertex) => ({
      ...vertex,
      started: vertex.started ?? null,
      completed: vertex.completed ?? null,
    })),
    logs: (logs ?? []).map(({ vertex, data }) => ({ vertex, bytes: Buffer.from(data ?? '', 'base64') })),
  };
}

function parse(line: string): unknown {
  try {
    return line.startsWith('{') ? JSON.parse(line) : null;
  } catch {
    return null;
  }
}
