import { type IgnoreRules, noRules, rulesOfPaths } from '../dockerfile/ignore/ignore-rules.ts';
import { decodeName } from '../paths/path-bytes.ts';
import { listCharacters, withinCharacters } from './ascii-json.ts';
import { type AskedPaths, askedPaths } from './asked-paths.ts';
import { followLinks } from './follow-links.ts';
import { readInside } from './read-inside.ts';
import type { ContextReading } from './reading.ts';

export interface ChosenAsked {
  /** What fits is asked for; null for everything. */
  readonly rules: IgnoreRules | null;
  readonly told: ContextReading['asked'];
}

const mostBytes = 1_000_000;

/** What of its context a folder's Dockerfile asks for. */
export function chooseAsked(root: string, dockerfile: string): ChosenAsked {
  return rulesOfAsked(root, askedBy(root, dockerfile));
}

/** What of a folder is among the paths that are asked for. */
export function rulesOfAsked(root: string, asked: AskedPaths): ChosenAsked {
  if (asked.how === 'unknown') return unknown(asked.why);
  if (asked.how === 'everything') return everything;
  if (asked.how === 'nothing') return { rules: noRules, told: { how: 'nothing', why: null, paths: [] } };
  const paths = followLinks(root, asked.paths);
  if (paths === null) return everything;
  const rules = rulesOfPaths(paths);
  if (rules === null) return unknown('a path that it copies is no pattern that can be matched');
  return { rules, told: { how: 'paths', why: null, paths: withinCharacters(paths.slice(0, 100), listCharacters) } };
}

const everything: ChosenAsked = { rules: null, told: { how: 'everything', why: null, paths: [] } };

function unknown(why: string): ChosenAsked {
  return { rules: null, told: { how: 'unknown', why, paths: [] } };
}

function askedBy(root: string, dockerfile: string): AskedPaths {
  // BuildKit also takes the name in small letters.
  const content = readInside(root, dockerfile, mostBytes) ?? readInside(root, lowerName(dockerfile), mostBytes);
  if (content === null) return { how: 'unknown', why: 'the Dockerfile is not in the folder' };
  if ('withheld' in content) return { how: 'unknown', why: `the Dockerfile is ${content.withheld}` };
  return askedPaths(decodeName(content.bytes));
}

function lowerName(path: string): string {
  return path.replace(/(^|\/)Dockerfile$/, '$1dockerfile');
}
