import { lstatSync, readlinkSync } from 'node:fs';
import { cleanPath } from '../dockerfile/ignore/clean-path.ts';
import { decide, type IgnoreRules, rulesOfPaths } from '../dockerfile/ignore/ignore-rules.ts';
import { decodeName } from '../paths/path-bytes.ts';
import { placeOf } from './read-inside.ts';
import { whyUnreadable } from './unreadable.ts';
import { namesIn } from './walk-folder.ts';

const mostSteps = 2000;
/** Read from folders for wildcards, for all paths together. */
const mostNames = 200_000;

/**
 * The paths, and for those that lead through symlinks also where these lead, as BuildKit asks for both (fsutil,
 * FollowLinks). A target is seen from the context, also an absolute one.
 * @param paths relative, clean, sorted; they may have wildcards
 * @returns null where the context itself is among them
 */
export function followLinks(root: string, paths: readonly string[]): string[] | null {
  const asked = new Set<string>();
  const open = paths.toReversed();
  const budget = { names: mostNames };
  for (let steps = 0; steps < mostSteps; steps++) {
    const path = open.pop();
    if (path === undefined) break;
    const found = firstLinks(root, path, budget);
    if (found.path === '') return null;
    // A symlink is followed once, even where more is asked for behind it: so does BuildKit.
    if (asked.has(found.path)) continue;
    asked.add(found.path);
    open.push(...found.leadTo.toReversed());
  }
  return [...asked].sort();
}

interface Budget {
  names: number;
}

interface FoundLinks {
  /** Up to the first segment that is a symlink, or a wildcard that fits one; else the whole path. */
  readonly path: string;
  /** The rest of the path, seen from where the symlinks lead. */
  readonly leadTo: readonly string[];
}

function firstLinks(root: string, path: string, budget: Budget): FoundLinks {
  const segments = path.split('/');
  for (let i = 0; i < segments.length; i++) {
    const folder = segments.slice(0, i).join('/');
    const targets = linkTargets(root, folder, segments[i] ?? '', budget);
    if (targets.length === 0) continue;
    const rest = segments.slice(i + 1).join('/');
    return {
      path: segments.slice(0, i + 1).join('/'),
      leadTo: targets.map((target) => cleanPath(`/${target}/${rest}`).slice(1)),
    };
  }
  return { path, leadTo: [] };
}

/** Where the symlinks of that name lead; more than one only for a wildcard. */
function linkTargets(root: string, folder: string, name: string, budget: Budget): string[] {
  if (!/[*?[]/.test(name)) return [linkTarget(root, folder, name) ?? []].flat();
  const rules = rulesOfPaths([name]);
  return rules === null
    ? []
    : namesThatFit(root, folder, rules, budget).flatMap((fit) => linkTarget(root, folder, fit) ?? []);
}

function namesThatFit(root: string, folder: string, rules: IgnoreRules, budget: Budget): string[] {
  const names: string[] = [];
  try {
    for (const bytes of namesIn(placeOf(root, folder))) {
      if (--budget.names < 0) break;
      const name = decodeName(bytes);
      if (decide(rules, name).excluded) names.push(name);
    }
  } catch (error) {
    whyUnreadable(error);
  }
  return names.sort();
}

function linkTarget(root: string, folder: string, name: string): string | null {
  const place = placeOf(root, folder === '' ? name : `${folder}/${name}`);
  try {
    if (!lstatSync(place).isSymbolicLink()) return null;
    const target = decodeName(readlinkSync(place, { encoding: 'buffer' }));
    return target.startsWith('/') ? target : `${folder}/${target}`;
  } catch (error) {
    whyUnreadable(error);
    return null;
  }
}
