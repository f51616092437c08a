import { noNode } from '../../image/merge.ts';
import type { Evidence, Wanted } from '../../inspection-answers.ts';
import type { InspectedImage } from '../inspected-image.ts';
import type { FoundPackage, PackageInspector, Problem } from '../inspector.ts';
import { ListedFiles } from '../listed-files.ts';
import { readingAt } from '../reading-at.ts';
import { type DescribedPackage, describedPackages } from './described-packages.ts';
import { Diversions } from './diversions.ts';
import type { PackageRecord } from './package-record.ts';
import {
  autoInstalledReader,
  diversionsFile,
  diversionsReader,
  extendedStatesFile,
  infoFolder,
  listReader,
  recordsReader,
} from './readers.ts';
import { recordFiles } from './record-files.ts';
import { relatedPackages } from './relations.ts';

/** The packages of Debian and its kin: what is installed, whose files are whose, and who needs whom. */
export const dpkg: PackageInspector = {
  manager: 'dpkg',
  readers: [recordsReader, listReader, diversionsReader, autoInstalledReader],
  find: (image) => {
    const problems: Problem[] = [];
    const described = describedPackages(image, problems);
    return { packages: described.length === 0 ? [] : foundPackages(image, described, problems), problems };
  },
};

function foundPackages(
  image: InspectedImage,
  described: readonly DescribedPackage[],
  problems: Problem[],
): FoundPackage[] {
  const { tree } = image;
  const listed = new ListedFiles(tree);
  const diversions = new Diversions(readingAt(image, diversionsReader, diversionsFile, problems) ?? []);
  const recordsOf = recordFiles(tree);
  const wantedOf = wantedTeller(image, described, problems);
  const allRecords = described.map(({ record }) => record);
  const needs = relatedPackages(allRecords, 'depends');
  const recommends = relatedPackages(allRecords, 'recommends');
  let withoutList = 0;
  const unread: Problem[] = [];
  const packages = described.map((one, place): FoundPackage => {
    const { record, from } = one;
    const records = recordsOf(one);
    const reading = records.list === noNode ? null : image.reading(listReader, records.list);
    const list = reading?.state === 'read' ? reading.value : null;
    if (reading?.state === 'unread') unread.push({ path: tree.path(records.list), why: reading.why });
    else if (list === null) withoutList++;
    const found = list === null ? null : listed.find(list, diversions.for(record.name));
    const files = [...(found?.files ?? []), ...records.files];
    const wanted = wantedOf(record);
    return {
      name: record.name,
      version: record.version,
      instance: record.architecture,
      path: one.ownRecord !== null || records.list === noNode ? from : tree.path(records.list),
      files: [...new Set(files)],
      wanted,
      essential: record.essential,
      dependsOn: needs[place] ?? [],
      recommends: recommends[place] ?? [],
      missingFiles: found?.missing ?? 0,
      evidence: evidenceOf(one, list !== null, wanted),
    };
  });
  const [first] = unread;
  if (first !== undefined) {
    const why = `${unread.length} packages have a list of files that cannot be read: of the first, ${first.why}`;
    problems.push({ path: first.path, why });
  }
  if (withoutList > 0) {
    const why = `${withoutList} packages have no list of their files: their bytes are unknown`;
    problems.push({ path: infoFolder, why });
  }
  if (listed.exhausted) problems.push({ path: infoFolder, why: 'packages list more files than are looked up' });
  return packages;
}

/** As apt-mark tells it: what is not marked as installed for others was asked for. */
function wantedTeller(
  image: InspectedImage,
  described: readonly DescribedPackage[],
  problems: Problem[],
): (record: PackageRecord) => Wanted {
  const before = problems.length;
  const states = readingAt(image, autoInstalledReader, extendedStatesFile, problems);
  const hasApt = described.some(({ record }) => record.name === 'apt');
  if (states === null && (problems.length > before || !hasApt)) return () => 'unknown';
  const auto = new Set(states);
  const autoNames = new Set(states?.map((state) => state.slice(0, state.indexOf(':'))));
  // To apt, a package for all architectures is one of the native one.
  return ({ name, architecture }) =>
    (architecture === 'all' ? autoNames.has(name) : auto.has(`${name}:${architecture}`)) ? 'dependency' : 'asked-for';
}

function evidenceOf({ record, from }: DescribedPackage, hasList: boolean, wanted: Wanted): Evidence[] {
  const evidence: Evidence[] = [
    { path: from, says: `${record.name} ${record.version} ${record.architecture} is ${record.state}` },
  ];
  if (record.essential) evidence.push({ path: from, says: 'Essential: yes' });
  if (record.priority !== '') evidence.push({ path: from, says: `Priority: ${record.priority}` });
  if (wanted === 'dependency') evidence.push({ path: extendedStatesFile, says: 'Auto-Installed: 1' });
  if (!hasList) evidence.push({ path: null, says: 'no list of its files: which are its own is unknown' });
  return evidence;
}
