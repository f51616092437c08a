import { noNode } from '../../image/merge.ts';
import type { BaseProfile } from '../base-profile.ts';
import type { ImageEvidence } from '../evidence.ts';
import type { KeptFiles } from './kept-files.ts';

/** Files of the languages that the environment asks for, where the old base had them made and the new one has not. */
export function localeFiles({ tree, config }: ImageEvidence, kept: KeptFiles, base: BaseProfile): string[] {
  if (base.libc !== 'glibc') return [];
  const asked = (config.config?.Env ?? []).flatMap((setting) => {
    const [, value = ''] = /^(?:LANG|LC_\w+)=(.+)$/.exec(setting) ?? [];
    return value === '' || /^(?:C|POSIX)(?:\.|$)/.test(value) ? [] : [value];
  });
  if (asked.length === 0) return [];
  // localedef writes the name of the encoding without capitals and signs.
  const folders = asked.map((name) =>
    name.replace(/\.(.+)$/, (_, set: string) => `.${set.toLowerCase().replaceAll('-', '')}`),
  );
  const paths = [...new Set(['locale-archive', ...folders])].map((name) => `/usr/lib/locale/${name}`);
  return paths.filter((path) => {
    const node = tree.at(path);
    if (node === noNode || base.hasPath(path) === true) return false;
    return !(tree.isDirectory(node) ? [...tree.below(node)] : [node]).some((one) => kept.nodes.has(one));
  });
}
