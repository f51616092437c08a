import { posix } from 'node:path';
import { noNode } from '../../image/merge.ts';
import type { ImageEvidence } from '../evidence.ts';
import type { StageFiles } from './stage-files.ts';

/**
 * The folders of installed packages that Python of distroless does not look into by itself, as PYTHONPATH has them.
 * @returns a sentence where it would not read them as Python's own
 */
export function pythonPath(
  { tree, config }: ImageEvidence,
  { has }: StageFiles,
): { readonly path: string | null } | string {
  const env = config.config?.Env ?? [];
  const value = (name: string) => env.find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
  const programs = [...value('PATH').split(':'), '/usr/local/bin', '/venv/bin', '/opt/venv/bin', '/app/.venv/bin'];
  const folders = new Set<string>();
  for (const folder of programs) {
    if (!folder.startsWith('/')) continue;
    const path = posix.join(folder, '../lib/python3.13/site-packages');
    const node = tree.resolve(path);
    if (node === noNode || path.startsWith('/usr/lib/')) continue;
    const own = [...tree.below(node)].filter(has);
    if (own.length === 0) continue;
    // Only folders of its own are searched for such files, and these say where else packages are.
    const other = own.find(
      (one) => /\.pth$/.test(tree.name(one)) && !/^(?:distutils-precedence|a1_coverage)\.pth$/.test(tree.name(one)),
    );
    if (other !== undefined)
      return `${tree.path(other)} counts only in a folder of Python’s own, and distroless has another`;
    folders.add(path);
  }
  if (folders.size === 0) return { path: null };
  const set = value('PYTHONPATH');
  return { path: [...(set === '' ? [] : [set]), ...folders].join(':') };
}
