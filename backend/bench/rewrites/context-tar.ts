import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type IgnoreRules, noRules, readIgnoreRules } from '../../src/dockerfile/ignore/ignore-rules.ts';
import { decideBelow, type FolderMatches, folderGate } from '../../src/dockerfile/ignore/ignore-walk.ts';
import { ignoreFileNames } from '../../src/dockerfile/ignore/which-ignore-file.ts';
import { contextLimits } from '../../src/project/read-context.ts';
import { walkFolder } from '../../src/project/walk-folder.ts';
import { type TarredFile, tarOf } from '../../testing/tar-of.ts';

/** The text of the Dockerfile, and the ignore file where it is to be another than the folder's. */
export interface BuildTexts {
  readonly dockerfile: string;
  readonly ignoreFile: { readonly path: string; readonly text: string } | null;
}

/**
 * What the docker CLI would send of a folder for a build: what the ignore file lets in, as an archive. The Dockerfile is
 * in it even where it is kept out, as the engine reads it from there.
 */
export async function contextTar(folder: string, { dockerfile, ignoreFile }: BuildTexts): Promise<Buffer> {
  const rules = await ignoreRules(folder, ignoreFile);
  const files = new Map<string, TarredFile>();
  for (const path of await sentPaths(folder, rules)) files.set(path, await tarredFile(folder, path));
  files.set('Dockerfile', written('Dockerfile', dockerfile));
  if (ignoreFile !== null && !decideBelow(rules, ignoreFile.path, null).excluded) {
    files.set(ignoreFile.path, written(ignoreFile.path, ignoreFile.text));
  }
  return tarOf([...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1)));
}

function written(path: string, text: string): TarredFile {
  return { path, mode: 0o644, content: Buffer.from(text) };
}

async function ignoreRules(folder: string, own: BuildTexts['ignoreFile']): Promise<IgnoreRules> {
  for (const { name } of ignoreFileNames('Dockerfile')) {
    const text = own?.path === name ? own.text : await textOf(join(folder, name));
    if (text === null) continue;
    const { rules, problems } = readIgnoreRules(text);
    if (rules === null) throw new Error(`${name}, line ${problems[0]?.line}: ${problems[0]?.why}`);
    return rules;
  }
  return noRules;
}

async function textOf(file: string): Promise<string | null> {
  return await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
}

/** Files only: the engine makes the folders that they are in. */
async function sentPaths(folder: string, rules: IgnoreRules): Promise<string[]> {
  const sent: string[] = [];
  const isEntered = folderGate(rules);
  const limits = { ...contextLimits, deadline: performance.now() + contextLimits.milliseconds };
  const { stoppedBy } = await walkFolder<FolderMatches | null>(
    folder,
    null,
    limits,
    ({ path, kind }, above) => {
      const { excluded, matches } = decideBelow(rules, path, above);
      if (kind === 'file' && !excluded) sent.push(path);
      return excluded && !isEntered(path) ? null : { when: 'now', state: matches };
    },
    new AbortController().signal,
  );
  if (stoppedBy !== null) throw new Error(`${folder} is too large for a build context`);
  return sent;
}

/** With one of two modes, as git keeps no others. */
async function tarredFile(folder: string, path: string): Promise<TarredFile> {
  const file = join(folder, path);
  const executable = ((await stat(file)).mode & 0o100) !== 0;
  return { path, mode: executable ? 0o755 : 0o644, content: await readFile(file) };
}
