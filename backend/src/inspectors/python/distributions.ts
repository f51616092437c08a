import { noNode, type PathNode } from '../../image/merge.ts';
import type { InspectedImage } from '../inspected-image.ts';
import type { Problem } from '../inspector.ts';
import { type Metadata, metadataReader } from './metadata.ts';
import type { Requirement } from './requirement.ts';
import { isCache, type Site, siteAt } from './sites.ts';
import { eggLinkReader, requiresReader } from './small-files.ts';

/** A distribution in a folder that a Python imports from. */
export interface Distribution {
  readonly metadata: Metadata;
  readonly metadataNode: PathNode;
  /** The `.dist-info`, `.egg-info` or `EGG-INFO` folder; of old, one file. */
  readonly record: PathNode;
  /** Of an egg, a folder with one distribution and nothing else; -1 for others. */
  readonly egg: PathNode;
  readonly site: Site;
  readonly requires: readonly Requirement[];
}

/** @returns by the folders that they are in, outer ones first */
export function findDistributions(image: InspectedImage, problems: Problem[]): Distribution[] {
  const { tree } = image;
  const linked = new Set(
    [...image.live(eggLinkReader)].map(({ reading }) => (reading.state === 'read' ? reading.value : '')),
  );
  const sites = new Map<PathNode, { site: Site; path: string; isCache: boolean }>();
  const found: Distribution[] = [];
  for (const { node, reading } of image.livePaths(metadataReader)) {
    const isFile = tree.name(node).endsWith('.egg-info');
    const record = isFile ? node : tree.parent(node);
    const isEgg = tree.name(record) === 'EGG-INFO';
    const egg = isEgg ? tree.parent(record) : noNode;
    const folder = tree.parent(isEgg ? egg : record);
    let at = sites.get(folder);
    if (at === undefined) {
      const path = tree.path(folder);
      at = { site: siteAt(image, folder), path, isCache: isCache(image, path) };
      sites.set(folder, at);
    }
    // What stands beside a project's sources is installed only where a Python is told of it.
    const isInstalled = tree.name(record).endsWith('.dist-info') || /-packages$/.test(at.path) || linked.has(at.path);
    if (at.isCache || !isInstalled) continue;
    if (reading.state === 'unread') {
      problems.push({ path: tree.path(node), why: reading.why });
      continue;
    }
    const metadata = reading.value;
    const requires = metadata.requires.length > 0 || isFile ? metadata.requires : requiresTxt(image, record);
    found.push({ metadata, metadataNode: node, record, egg, site: at.site, requires });
  }
  return found.sort((a, b) => a.site.folder - b.site.folder || a.record - b.record);
}

/** Old metadata has no requirements: they are in a file of their own. */
function requiresTxt(image: InspectedImage, record: PathNode): readonly Requirement[] {
  const reading = image.reading(requiresReader, image.tree.child(record, 'requires.txt'));
  return reading?.state === 'read' ? reading.value : [];
}
