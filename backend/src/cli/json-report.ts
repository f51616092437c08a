import type { Writable } from 'node:stream';
import type { AnalyzedImage } from '../analyze.ts';
import { annotateDockerfile } from '../annotate-dockerfile.ts';
import { reclaimableFile } from '../image/reclaimable.ts';
import { imageReport, layerReports } from '../image/report.ts';
import { packageReport } from '../inspectors/package-queries.ts';
import { write, writeJsonList } from './output.ts';

export const schemaVersion = 1;

/** The headless contract: one JSON document. */
export async function writeJson(
  { described, model, inspection, recovery }: AnalyzedImage,
  out: Writable,
): Promise<void> {
  const { catalog, report } = inspection;
  const { facts, findings, problems } = report;
  const head = { schemaVersion, image: imageReport(described, model), layers: layerReports(described, model) };
  await write(out, `${JSON.stringify(head).slice(0, -1)},"reclaimable":`);
  await writeJsonList(out, model.accounting.reclaimable, (file) => reclaimableFile(model, file));
  await write(out, ',\n"packages":');
  await writeJsonList(out, catalog.packages, (one) => packageReport(one, catalog, facts.base));
  await write(out, `,\n"facts":${JSON.stringify(facts)},\n"findings":`);
  await writeJsonList(out, findings, (finding) => finding);
  const { dockerfile } = recovery;
  const view = dockerfile.state === 'none' ? null : annotateDockerfile(dockerfile, recovery.boundary, model, findings);
  const annotated = view === null ? null : { ...dockerfile, ...view, tokens: undefined };
  await write(out, `,\n"problems":${JSON.stringify(problems)},\n"dockerfile":${JSON.stringify(annotated)}}\n`);
}
