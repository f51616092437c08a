import type { ChangedPath } from '../../engine/containers.ts';
import type { NoiseCount } from './noise.ts';

interface Passing {
  readonly id: string;
  readonly what: string;
  readonly paths: RegExp;
}

/** What is written on the way, or by the engine itself: no result of a program. */
const passing: readonly Passing[] = [
  {
    id: 'engine-files',
    what: 'files that the engine writes',
    paths: /^\/(?:\.dockerenv|dev|proc|sys|etc\/(?:hosts|hostname|resolv\.conf|mtab))(?:\/|$)/,
  },
  {
    id: 'temporary-files',
    what: 'temporary files, and those of what runs',
    paths: /^\/(?:tmp|var\/tmp|run|var\/run|dev\/shm)(?:\/|$)/,
  },
  {
    id: 'written-caches',
    what: 'caches that programs keep for their next start',
    paths:
      /\/(?:__pycache__|\.cache|\.npm|_logs|\.yarn|\.pnpm-store|\.node-gyp|\.bundle\/cache|\.gem)(?:\/|$)|\.pyc$|^\/var\/cache\//,
  },
  { id: 'shell-history', what: 'histories of shells', paths: /\/\.(?:ash|bash|sh)_history$/ },
];

/** The files that a container wrote, changed or deleted, each with what happened to it; folders go by what is in them. */
export function writtenBy(changes: readonly ChangedPath[], count: NoiseCount): string[] {
  const parents = new Set(changes.flatMap(({ path }) => parentsOf(path)));
  return changes
    .filter(({ path }) => !parents.has(path))
    .filter(({ path }) => {
      const rule = passing.find(({ paths }) => paths.test(path));
      if (rule !== undefined) count.add(rule.id, rule.what);
      return rule === undefined;
    })
    .map(({ path, kind }) => `${kind === 'deleted' ? 'deleted' : 'written'} ${path}`)
    .sort();
}

function parentsOf(path: string): string[] {
  const parents: string[] = [];
  for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) parents.push(path.slice(0, at));
  return parents;
}
