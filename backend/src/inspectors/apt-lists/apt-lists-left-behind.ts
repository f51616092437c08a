import { entriesBelow } from '../entries-below.ts';
import type { Finder } from '../inspector.ts';

const folder = '/var/lib/apt/lists';
/** The lock is apt's own, and base images ship it. */
const kept = new Set(['lock']);

/** Indexes of packages that `apt-get update` downloads: of no use once the packages are installed. */
export const aptListsLeftBehind: Finder = {
  rule: 'apt-lists-left-behind',
  group: 'waste',
  readers: [],
  find: ({ model }) => {
    const files = [...entriesBelow(model, folder)].filter(({ name }) => !kept.has(name)).map(({ entry }) => entry);
    if (files.length === 0) return [];
    return [
      {
        instance: '',
        title: 'Package lists of apt',
        what: `${folder} holds the package indexes that apt-get update downloaded.`,
        why: 'They are out of date within days and are downloaded again by the next apt-get update.',
        remedy: `Remove ${folder}/* in the RUN that installs, or mount it as a cache.`,
        confidence: 'certain',
        files,
        packages: [],
        evidence: [],
      },
    ];
  },
};
