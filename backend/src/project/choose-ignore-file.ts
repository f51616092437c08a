import { type IgnoreRules, noRules, readIgnoreRules } from '../dockerfile/ignore/ignore-rules.ts';
import { ignoreFileNames } from '../dockerfile/ignore/which-ignore-file.ts';
import { decodeName } from '../paths/path-bytes.ts';
import { readInside } from './read-inside.ts';
import type { IgnoreFile } from './reading.ts';

export interface ChosenIgnoreFile {
  /** Null where a build has no ignore file. */
  readonly file: IgnoreFile | null;
  /** Null where the file cannot be applied. */
  readonly rules: IgnoreRules | null;
}

/** Such a file has some hundred lines; a build takes more, but not to good use. */
const mostBytes = 1 << 20;

/** Finds the ignore file that a build with this Dockerfile goes by, and reads it. */
export function chooseIgnoreFile(root: string, dockerfile: string): ChosenIgnoreFile {
  const end = dockerfile.lastIndexOf('/') + 1;
  for (const { beside, name } of ignoreFileNames(dockerfile.slice(end))) {
    const path = beside === 'dockerfile' ? dockerfile.slice(0, end) + name : name;
    const content = readInside(root, path, mostBytes);
    if (content === null) continue;
    if ('withheld' in content) {
      return { file: { path, withheld: content.withheld, patterns: 0, problems: [] }, rules: null };
    }
    const { rules, problems } = readIgnoreRules(decodeName(content.bytes));
    return { file: { path, withheld: null, patterns: rules?.patterns.length ?? 0, problems: [...problems] }, rules };
  }
  return { file: null, rules: noRules };
}
