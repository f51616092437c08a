import { noNode } from '../../image/merge.ts';
import { wholeFileReader } from '../../readings/file-reader.ts';
import type { InspectedImage } from '../inspected-image.ts';
import type { FoundPackage, PackageInspector, Problem } from '../inspector.ts';
import { ListedFiles } from '../listed-files.ts';
import { readingAt } from '../reading-at.ts';
import { installReasons, reasonReaders } from './install-reasons.ts';
import { packagesIn, type RpmPackages } from './packages-in.ts';

/** The first is the older place; the others may be links to each other. */
const folders = ['/var/lib/rpm', '/usr/lib/sysimage/rpm', '/usr/share/rpm'];
const databaseName = 'rpmdb.sqlite';
const olderFormats = new Map([
  ['Packages', 'Berkeley DB'],
  ['Packages.db', 'ndb'],
]);

/** Of 1,000 packages the file has 40 MB. */
const maxBytes = 128 << 20;

const packagesReader = wholeFileReader({
  id: 'rpm/packages',
  version: 1,
  files: { names: [databaseName], where: ({ path }) => folders.some((folder) => path === `${folder}/${databaseName}`) },
  maxBytes,
  read: packagesIn,
});

/** The packages of Fedora, Red Hat, SUSE and their kin. */
export const rpm: PackageInspector = {
  manager: 'rpm',
  readers: [packagesReader, ...reasonReaders],
  find: (image) => {
    const problems: Problem[] = [];
    for (const folder of folders) {
      const path = `${folder}/${databaseName}`;
      const read = readingAt(image, packagesReader, path, problems);
      if (read !== null) return { packages: foundPackages(image, path, read, problems), problems };
    }
    // Problems so far are of databases that could not be read: what lies beside them is no newer.
    if (problems.length === 0) problems.push(...olderDatabases(image));
    return { packages: [], problems };
  },
};

function foundPackages(
  image: InspectedImage,
  path: string,
  { packages, broken, cutOff }: RpmPackages,
  problems: Problem[],
): FoundPackage[] {
  const { tree } = image;
  if (broken > 0) problems.push({ path, why: `${broken} of its rows describe no package` });
  if (cutOff !== null) problems.push({ path, why: `packages are missing: ${cutOff}` });
  const log = tree.resolve(`${path}-wal`);
  if (log !== noNode && tree.size(log) > 0) {
    problems.push({ path: `${path}-wal`, why: 'changes that lie in it are not read: packages may be missing' });
  }
  const listed = new ListedFiles(tree);
  const { reasons, path: reasonsPath } = installReasons(image, problems);
  const found = packages.map(({ name, version, architecture, files, ghosts, dependsOn }): FoundPackage => {
    const own = listed.find(files);
    const wanted = reasons.get(`${name}.${architecture}`) ?? 'unknown';
    const evidence = [{ path, says: `${name}-${version}${architecture === '' ? '' : `.${architecture}`}` }];
    if (wanted !== 'unknown')
      evidence.push({ path: reasonsPath, says: `${name}.${architecture} was installed as ${wanted}` });
    return {
      name,
      version,
      instance: architecture,
      path,
      files: [...new Set([...own.files, ...listed.find(ghosts).files])],
      wanted,
      dependsOn,
      missingFiles: own.missing,
      evidence,
    };
  });
  if (listed.exhausted) problems.push({ path, why: 'packages list more files than are looked up' });
  return found;
}

function* olderDatabases({ tree }: InspectedImage): Generator<Problem> {
  for (const folder of folders) {
    for (const [name, format] of olderFormats) {
      const path = `${folder}/${name}`;
      const node = tree.resolve(path);
      if (node === noNode || !tree.isFile(node)) continue;
      yield {
        path,
        why: `the database is of an older format (${format}), which is not read: its packages are unknown`,
      };
    }
  }
}
