import { z } from 'zod';
import { alignLines } from './history.ts';

/** `GET /images/{name}/history`, newest line first (Docker Engine API, ImageHistory). */
export const engineHistorySchema = z
  .array(
    z.object({
      CreatedBy: z.string().nullish(),
      Size: z.number(),
      Comment: z.string().nullish(),
      Created: z.number().nullish(),
    }),
  )
  // An image without history has none at all.
  .nullable()
  .transform((lines) => lines ?? []);
export type EngineHistory = z.infer<typeof engineHistorySchema>;

/** Instructions that store nothing, as the classic builder (behind whatever SHELL says) and BuildKit write them. */
const metadataOnly =
  /^([^#]* #\(nop\)\s+)?(ARG|CMD|ENTRYPOINT|ENV|EXPOSE|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|SHELL|STOPSIGNAL|USER|VOLUME)\s/;

/**
 * The line of each layer, from the base up; null where it is not sure which one it is.
 */
export function alignEngineHistory(history: EngineHistory, layerCount: number): (string | null)[] {
  return alignLines(
    storingLines(history, layerCount).map((line) => ({ createdBy: line.CreatedBy, comment: line.Comment })),
    layerCount,
  );
}

/**
 * The lines that have a layer, from the base up. The engine does not tell which ones: those with bytes do, those of
 * instructions that store nothing do not, and of the others either all must or none. Empty where it is not sure.
 */
export function storingLines(history: EngineHistory, layerCount: number): EngineHistory {
  const lines = history.toReversed();
  const stored = lines.filter((line) => line.Size > 0);
  const perhaps = lines.filter((line) => line.Size > 0 || !metadataOnly.test(line.CreatedBy ?? ''));
  return [stored, perhaps].find((some) => some.length === layerCount) ?? [];
}
