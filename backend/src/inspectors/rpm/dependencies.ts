import { Providers } from '../providers.ts';
import { pathsOf } from './files-of.ts';
import { type RpmHeader, tag } from './header.ts';

/** Folders that a merged `/usr` has links to: packages ask for `/bin/sh` and bring `/usr/bin/sh`. */
const merged = /^\/(?:bin|sbin|lib|lib64)\//;

/** Needed before, by, or after the scripts that ran when the package was installed (rpm's rpmds.h): no more since then. */
const installOnly = (1 << 5) | (1 << 7) | (1 << 9) | (1 << 10) | (1 << 24) | (1 << 26);
/** Needed by the scripts that run when the package is removed. */
const eraseOnly = (1 << 11) | (1 << 12);

/**
 * Which packages each needs, by place. What is needed is a name, a library's name with its symbol versions, or a path.
 * Versions are not compared, as rpm has seen to it that they fit; of conditions ("a if b") nothing is told, and what
 * rpm itself provides is no package.
 */
export function dependencies(headers: readonly RpmHeader[]): number[][] {
  const providers = new Providers<number>();
  const needs = headers.map((header) => requirementsOf(header));
  const paths = new Set<string>();
  for (const needed of needs) {
    for (const name of needed) if (name.startsWith('/')) paths.add(name).add(throughUsr(name));
  }
  headers.forEach((header, place) => {
    for (const name of new Set([header.string(tag.name), ...header.strings(tag.provides)])) providers.add(name, place);
  });
  if (paths.size > 0) {
    headers.forEach((header, place) => {
      for (const { directory, name } of pathsOf(header)) {
        const path = `${directory}/${name}`;
        if (paths.has(path)) providers.add(path, place);
      }
    });
  }
  return needs.map((needed, own) => {
    const places = new Set<number>();
    for (const name of needed) {
      for (const place of [...providers.of(name), ...providers.of(throughUsr(name))]) {
        if (place !== own) places.add(place);
      }
    }
    return [...places];
  });
}

function throughUsr(path: string): string {
  return merged.test(path) ? `/usr${path}` : path;
}

function requirementsOf(header: RpmHeader): Set<string> {
  const flags = header.numbers(tag.requireFlags);
  const names = header.strings(tag.requires).filter((name, i) => {
    if (name === '' || name.startsWith('(') || name.startsWith('rpmlib(')) return false;
    const flag = flags[i] ?? 0;
    return (flag & installOnly) === 0 || (flag & eraseOnly) !== 0;
  });
  return new Set(names);
}
