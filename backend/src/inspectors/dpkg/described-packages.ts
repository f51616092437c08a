import { noNode, type PathNode } from '../../image/merge.ts';
import type { InspectedImage } from '../inspected-image.ts';
import type { Problem } from '../inspector.ts';
import { readingAt } from '../reading-at.ts';
import { hasFiles, type PackageRecord, type PackageRecords } from './package-record.ts';
import { recordsReader, statusFile, statusFolder } from './readers.ts';

/** A package that has its files in place, and the file that describes it. */
export interface DescribedPackage {
  readonly record: PackageRecord;
  readonly from: string;
  /** Where it has a file of its own that describes it. */
  readonly ownRecord: PathNode | null;
}

const brokenTold = 20;

/** All packages of `status` and of `status.d`. What is wrong with the records is a problem. */
export function describedPackages(image: InspectedImage, problems: Problem[]): DescribedPackage[] {
  const described = new Map<string, DescribedPackage>();
  let twice = 0;
  const add = ({ records, broken, whole }: PackageRecords, from: string, ownRecord: PathNode | null) => {
    for (const record of records) {
      const key = `${record.name}:${record.architecture}`;
      if (described.get(key)?.from === from) twice++;
      described.set(key, { record, from, ownRecord });
    }
    if (broken !== null) {
      const { count, first, why } = broken;
      problems.push({ path: from, why: `${count} of its paragraphs cannot be read: of paragraph ${first}, ${why}` });
    }
    if (!whole) problems.push({ path: from, why: 'it ends in the middle of a line: packages may be missing' });
  };
  for (const { node, path, records } of ownRecords(image, problems)) add(records, path, node);
  const status = readingAt(image, recordsReader, statusFile, problems);
  if (status !== null) add(status, statusFile, null);
  if (twice > 0) problems.push({ path: statusFile, why: `${twice} packages are described twice: the last one counts` });

  const all = [...described.values()];
  const broken = all.filter(({ record }) => !record.sound || unfinished.has(record.state));
  for (const { record, from } of broken.slice(0, brokenTold)) {
    problems.push({ path: from, why: `the installation of ${record.name} broke off: it is ${record.state}` });
  }
  return all.filter(({ record }) => hasFiles(record.state));
}

const unfinished = new Set(['half-installed', 'unpacked', 'half-configured']);

function* ownRecords(image: InspectedImage, problems: Problem[]) {
  const { tree } = image;
  const folder = tree.resolve(statusFolder);
  if (folder === noNode || !tree.isDirectory(folder)) return;
  for (const node of tree.children(folder)) {
    if (!tree.isFile(node) || tree.name(node).endsWith('.md5sums')) continue;
    const path = tree.path(node);
    const reading = image.reading(recordsReader, node);
    if (reading?.state === 'read') yield { node, path, records: reading.value };
    else problems.push({ path, why: reading?.why ?? 'it is not read' });
  }
}
