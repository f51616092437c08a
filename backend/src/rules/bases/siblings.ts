import { readImageReference } from '../../dockerfile/image-reference.ts';
import {
  debianVersions,
  named,
  type OfficialImage,
  officialImage,
  type TagParts,
  ubuntuVersions,
} from './official-image.ts';

/** A lighter image of the same publisher, with the same version, on the same system and C library. */
export interface Sibling {
  readonly reference: string;
  /** What it leaves out. */
  readonly without: 'build-tools' | 'documentation' | 'jdk' | 'package-manager-parts';
}

/** The lighter sibling of the same C library; null where there is none, or the image is no well-known one. */
export function lighterSibling(image: OfficialImage): Sibling | null {
  const { family, tag } = image;
  if (tag.systemKind === 'windows' || tag.systemKind === 'other') return null;
  if (family.of === 'java') return javaSibling(image);
  if (family.of === 'system') return systemSibling(image);
  const slim = slimTag(image);
  return slim === null ? null : { reference: named(image, image.name, slim), without: 'build-tools' };
}

/** The same version and kind on Alpine: another C library. Null where there is none, or it is one already. */
export function alpineSibling(image: OfficialImage): string | null {
  const { family, tag } = image;
  if (!family.alpine || family.of === 'system' || tag.systemKind === 'alpine') return null;
  if (tag.systemKind !== null && tag.systemKind !== 'debian' && tag.systemKind !== 'ubuntu') return null;
  if (tag.words.includes('apache')) return null;
  return named(image, image.name, [...tag.words, 'alpine'].join('-'));
}

/** `21-jdk-jammy` → `21-jre-jammy`: null where it is none of a JDK, or the publisher has no JRE of it. */
export function jreTag({ family, tag }: OfficialImage): string | null {
  const { words } = tag;
  if (tag.systemKind === 'windows') return null;
  switch (family.id) {
    case 'eclipse-temurin':
    case 'ibm-semeru-runtimes': {
      if (words.some((word) => word === 'jre') || words.length === 0) return null;
      const jre = words.some((word) => word === 'jdk')
        ? words.map((word) => (word === 'jdk' ? 'jre' : word))
        : [...words, 'jre'];
      return joined(jre, tag);
    }
    case 'tomcat': {
      const jre = words.map((word) => word.replace(/^jdk(?=\d)/, 'jre'));
      return jre.join() === words.join() ? null : joined(jre, tag);
    }
    case 'openjdk': {
      // Versions from 12 on have no JRE, and of those before only Debian's.
      const major = Number(/^\d+/.exec(words[0] ?? '')?.[0]);
      if ((major !== 8 && major !== 11) || words.includes('jre') || tag.systemKind === 'alpine') return null;
      const jre = words.includes('jdk') ? words.map((word) => (word === 'jdk' ? 'jre' : word)) : [...words, 'jre'];
      return [...jre, ...(tag.isSlim ? ['slim'] : []), ...(tag.system === null ? [] : [tag.system])].join('-');
    }
    case 'amazoncorretto': {
      const isPlain = words.every((word) => /^\d/.test(word) || word === 'jdk');
      const major = Number(/^\d+/.exec(words[0] ?? '')?.[0]);
      if (tag.systemKind !== 'amazon' || !isPlain || words.length === 0 || major < 11) return null;
      return [words[0], tag.system, 'headless'].join('-');
    }
    default:
      return null;
  }
}

/** The tag of the variant without build tools; null where there is none, or it is that already. */
export function slimTag({ family, tag }: OfficialImage): string | null {
  const { words, system, systemKind, isSlim } = tag;
  if (family.slim === null || isSlim) return null;
  if (systemKind !== null && systemKind !== 'debian') return null;
  // With these a program runs, and is not built.
  if (family.id === 'swift' || words.includes('backports')) return null;
  const after = system === null ? [] : [system];
  return family.slim === 'last' ? [...words, ...after, 'slim'].join('-') : [...words, 'slim', ...after].join('-');
}

function javaSibling(image: OfficialImage): Sibling | null {
  const jre = jreTag(image);
  if (jre !== null) return { reference: named(image, image.name, jre), without: 'jdk' };
  // Their Debian is said only by its name: what has none is of Oracle Linux from 12 on.
  const isDebian = image.tag.systemKind === 'debian' || /^(?:8|11)(?:\D|$)/.test(image.tag.words[0] ?? '');
  const slim = isDebian ? slimTag(image) : null;
  return slim === null ? null : { reference: named(image, image.name, slim), without: 'build-tools' };
}

function systemSibling(image: OfficialImage): Sibling | null {
  const { family, tag, name } = image;
  const text = tag.text ?? 'latest';
  switch (family.id) {
    case 'debian': {
      if (tag.isSlim || /backports|experimental|rc-buggy/.test(text)) return null;
      const slim = text === 'latest' ? 'stable-slim' : `${text}-slim`;
      return { reference: named(image, name, slim), without: 'documentation' };
    }
    case 'oraclelinux': {
      if (tag.isSlim || tag.text === null) return null;
      return { reference: named(image, name, `${tag.text}-slim`), without: 'package-manager-parts' };
    }
    case 'fedora': {
      // In the library of Docker Hub there is no minimal one.
      const minimal = name === 'fedora' ? 'registry.fedoraproject.org/fedora-minimal' : `${name}-minimal`;
      return { reference: `${minimal}:${text}`, without: 'package-manager-parts' };
    }
    case 'ubi':
      return { reference: named(image, `${name}-minimal`, text), without: 'package-manager-parts' };
    case 'centos':
    case 'rockylinux':
    case 'almalinux': {
      if (tag.text === null || text === 'latest' || text.endsWith('minimal') || text.endsWith('-init')) return null;
      return { reference: named(image, name, `${text}-minimal`), without: 'package-manager-parts' };
    }
    default:
      return null;
  }
}

function joined(words: readonly string[], { system }: TagParts): string {
  return [...words, ...(system === null ? [] : [system])].join('-');
}

/** A reference without its digest, which is of another image than a sibling; null where there is none. */
export function withoutDigest(reference: string): string | null {
  const read = readImageReference(reference);
  if (typeof read === 'string' || read.digest === null) return null;
  return read.text.slice(0, read.text.length - read.digest.length - 1);
}

/**
 * The same sibling with its system in its name: where the tag leaves that to the publisher, it changes every two years,
 * and packages with it. Null where the tag names one already, or the family has no such tags.
 */
export function siblingOnSystem(image: OfficialImage, codename: string): Sibling | null {
  const { family, tag } = image;
  const systemKind = debianVersions.has(codename) ? 'debian' : ubuntuVersions.has(codename) ? 'ubuntu' : null;
  const isNamed =
    family.slim !== null ? systemKind === 'debian' : family.id === 'eclipse-temurin' && systemKind === 'ubuntu';
  if (tag.system !== null || family.of === 'system' || !isNamed || (family.slim === 'last' && family.id !== 'node'))
    return null;
  return lighterSibling({ ...image, tag: { ...tag, system: codename, systemKind } });
}

/** As `lighterSibling`, of a reference as FROM has it. */
export function lighterSiblingOf(reference: string): Sibling | null {
  const image = officialImage(reference);
  return image === null ? null : lighterSibling(image);
}
