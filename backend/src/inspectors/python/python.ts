import type { PathNode } from '../../image/merge.ts';
import type { Evidence, Wanted } from '../../inspection-answers.ts';
import { ClaimBudget, tooManyClaims } from '../claim-budget.ts';
import type { InspectedImage } from '../inspected-image.ts';
import type { FoundPackage, PackageInspector, Problem } from '../inspector.ts';
import { sharesName } from '../same-name.ts';
import { dependenciesOf } from './dependencies.ts';
import { type Distribution, findDistributions } from './distributions.ts';
import { metadataReader } from './metadata.ts';
import { CompiledModules, type DistributionFiles, filesOf } from './package-files.ts';
import { pythonReader, pythonRuntimes } from './python-runtime.ts';
import { recordReader } from './record.ts';
import {
  directUrlReader,
  eggLinkReader,
  installerReader,
  pyvenvReader,
  requiresReader,
  topLevelReader,
} from './small-files.ts';

/** Distributions as Python's own tools see them: by the metadata beside their code, whoever installed them. */
export const python: PackageInspector = {
  manager: 'python',
  readers: [
    metadataReader,
    recordReader,
    installerReader,
    topLevelReader,
    requiresReader,
    directUrlReader,
    pyvenvReader,
    eggLinkReader,
    pythonReader,
  ],
  find: (image) => {
    const problems: Problem[] = [];
    return { packages: packagesIn(image, problems), runtimes: pythonRuntimes(image), problems };
  },
};

function packagesIn(image: InspectedImage, problems: Problem[]): FoundPackage[] {
  const { tree } = image;
  const all = findDistributions(image, problems);
  const candidates = new Map(all.map(({ metadataNode, site }) => [metadataNode, site.folder]));
  const vendored = new Set<PathNode>();
  const modules = new CompiledModules(tree);
  const kept: (Distribution & { readonly owned: DistributionFiles })[] = [];
  const budget = new ClaimBudget();
  for (const distribution of all) {
    const path = tree.path(distribution.metadataNode);
    if (vendored.has(distribution.metadataNode)) continue;
    if (budget.isSpent) {
      problems.push({ path, why: tooManyClaims });
      continue;
    }
    const owned = filesOf(image, distribution, modules);
    budget.spend(owned.files.length + owned.missing + owned.outside + 1);
    kept.push({ ...distribution, owned });
    // What another one brought along below its own code is a part of that one: nothing else imports it.
    for (const node of owned.files) {
      const folder = candidates.get(node);
      if (folder !== undefined && folder !== distribution.site.folder && node !== distribution.metadataNode)
        vendored.add(node);
    }
    if (owned.unread !== null) problems.push({ path: `${tree.path(distribution.record)}/RECORD`, why: owned.unread });
    if (owned.outside > 0) {
      const why = `it names ${owned.outside} files outside of its installation, which are not counted`;
      problems.push({ path: `${tree.path(distribution.record)}/RECORD`, why });
    }
  }
  return packagesOf(image, kept);
}

function packagesOf(
  image: InspectedImage,
  distributions: readonly (Distribution & { readonly owned: DistributionFiles })[],
): FoundPackage[] {
  const { tree } = image;
  const dependencies = dependenciesOf(distributions, machineOf(image));
  const needed = new Set(dependencies.flat());
  const isAmbiguous = sharesName(distributions.map(({ metadata }) => metadata));
  return distributions.map((distribution, place) => {
    const { metadata, metadataNode, record, owned } = distribution;
    const path = tree.path(record);
    return {
      name: metadata.name,
      version: metadata.version,
      instance: isAmbiguous(metadata) ? path : '',
      path,
      files: owned.files,
      wanted: wantedOf(image, record, needed.has(place)),
      dependsOn: dependencies[place] ?? [],
      missingFiles: owned.missing,
      evidence: [
        { path: tree.path(metadataNode), says: `${metadata.name} ${metadata.version}` },
        ...originOf(image, record),
      ],
    };
  });
}

/** pip marks what it was asked for; others mark all they install, or nothing. */
function wantedOf(image: InspectedImage, record: PathNode, isNeeded: boolean): Wanted {
  const { tree } = image;
  const installer = image.reading(installerReader, tree.child(record, 'INSTALLER'));
  const isMarked = tree.isFile(tree.child(record, 'REQUESTED'));
  if (isMarked && installer?.state === 'read' && installer.value === 'pip') return 'asked-for';
  return isNeeded ? 'dependency' : 'unknown';
}

function originOf(image: InspectedImage, record: PathNode): Evidence[] {
  const node = image.tree.child(record, 'direct_url.json');
  const reading = image.reading(directUrlReader, node);
  if (reading?.state !== 'read') return [];
  const { url, editable } = reading.value;
  return [
    { path: image.tree.path(node), says: editable ? `editable, its code is in ${url}` : `installed from ${url}` },
  ];
}

function machineOf({ config }: InspectedImage): string | null {
  switch (config.architecture) {
    case 'amd64':
      return 'x86_64';
    case 'arm64':
      return 'aarch64';
    default:
      return null;
  }
}
