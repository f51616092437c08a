import { z } from 'zod';
import type { AnalyzedImage } from '../analyze.ts';
import type { EngineClient } from '../engine/client.ts';
import { imageReport, layerReports } from '../image/report.ts';
import type { MeasuredImage } from '../verify-answers.ts';

/** What an image came to, the original as well as the variant. */
export function measuredImage({ described, model, inspection }: AnalyzedImage, onDisk: number | null): MeasuredImage {
  const { id, storedBytes, compressedBytes } = imageReport(described, model);
  const { exposure } = inspection.report.facts;
  const exposed = exposure.state === 'known' ? exposure.value : null;
  return {
    id,
    stored: storedBytes,
    compressed: compressedBytes,
    onDisk,
    layers: described.layers.length,
    files: layerReports(described, model).reduce((sum, { fileCount }) => sum + fileCount, 0),
    packages: inspection.catalog.packages.length,
    setuidFiles: exposed?.setuidFiles ?? null,
    shells: exposed?.shells.length ?? null,
    runsAsRoot: exposed?.runsAsRoot ?? null,
  };
}

const listSchema = z.array(z.object({ Id: z.string(), Size: z.number() }));

/** Bytes that an image takes on the engine's disk, those shared with others included; null where it does not say. */
export async function bytesOnDisk(client: EngineClient, id: string, signal: AbortSignal): Promise<number | null> {
  const images = await client.json('/images/json', listSchema, signal);
  return images.find(({ Id }) => Id === id)?.Size ?? null;
}
