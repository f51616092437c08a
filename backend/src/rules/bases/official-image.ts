import { readImageReference } from '../../dockerfile/image-reference.ts';
import type { ImageReference } from '../../dockerfile/syntax.ts';
import { type Family, families } from './families.ts';

/** A well-known image, as its publisher names it, from whatever registry it is taken. */
export interface OfficialImage {
  readonly family: Family;
  /** What stands in front of the image's name as it is written: `registry.example.org/library/`; mostly empty. */
  readonly prefix: string;
  /** As written, without prefix, tag and digest: `node`, `mcr.microsoft.com/dotnet/sdk`. */
  readonly name: string;
  readonly tag: TagParts;
  /** Pinned to what it is today, so that the tag says nothing for certain. */
  readonly digest: string | null;
}

/** `3.13-slim-bookworm`, `21-jdk-ubi9-minimal`: what the words of a tag mean. */
export interface TagParts {
  readonly text: string | null;
  /** All words that name no system: the version first, then kinds as `jdk`, `fpm`. Empty for `latest`. */
  readonly words: readonly string[];
  readonly isSlim: boolean;
  /** As written: `bookworm`, `alpine3.22`, `ubi9-minimal`; null where the tag leaves it to the publisher. */
  readonly system: string | null;
  readonly systemKind: 'debian' | 'ubuntu' | 'alpine' | 'redhat' | 'amazon' | 'windows' | 'other' | null;
}

/** By what tags call them, with the version that os-release tells. */
export const debianVersions: ReadonlyMap<string, string> = new Map([
  ['buster', '10'],
  ['bullseye', '11'],
  ['bookworm', '12'],
  ['trixie', '13'],
  ['forky', '14'],
  ['sid', 'sid'],
]);
export const ubuntuVersions: ReadonlyMap<string, string> = new Map([
  ['bionic', '18.04'],
  ['focal', '20.04'],
  ['jammy', '22.04'],
  ['noble', '24.04'],
  ['resolute', '26.04'],
]);

const systems: readonly (readonly [NonNullable<TagParts['systemKind']>, RegExp])[] = [
  ['alpine', /^alpine(?:\d+\.\d+)?$/],
  ['redhat', /^(?:ubi\d+|minimal|oraclelinux\d+|oracle|centos\d*|stream\d+)$/],
  ['amazon', /^al20\d\d$|^al2$|^amazonlinux/],
  ['windows', /^(?:windowsservercore|nanoserver|ltsc\d+|\d\dh\d)/],
  ['other', /^(?:azurelinux|mariner|cbl|chiseled|distroless)/],
];

/** Names a well-known image; null for any other, also where one of its name is somebody's own (`team/node`). */
export function officialImage(reference: ImageReference | string): OfficialImage | null {
  const read = typeof reference === 'string' ? readImageReference(reference) : reference;
  if (typeof read === 'string') return null;
  const { text, domain, path, tag, digest } = read;
  for (const family of families) {
    const name = family.names.find((one) =>
      one.includes('/') ? isAt(one, domain, path) : isInLibrary(one, domain, path),
    );
    if (name === undefined) continue;
    const written = text.slice(0, text.length - tailLength(tag, digest));
    const prefix = written.slice(0, written.length - name.length);
    return { family, prefix, name, tag: tagParts(tag), digest };
  }
  return null;
}

/** The name with another tag, or another image of the same publisher or mirror. */
export function named({ prefix }: Pick<OfficialImage, 'prefix'>, name: string, tag: string): string {
  return `${prefix}${name}:${tag}`;
}

function isAt(name: string, domain: string, path: string): boolean {
  return `${domain}/${path}` === name || (domain === 'docker.io' && path === name);
}

/** Mirrors keep the folder of the official images: `registry.example.org/library/node`. */
function isInLibrary(name: string, _domain: string, path: string): boolean {
  return path === `library/${name}` || path.endsWith(`/library/${name}`);
}

function tailLength(tag: string | null, digest: string | null): number {
  return (tag === null ? 0 : tag.length + 1) + (digest === null ? 0 : digest.length + 1);
}

function tagParts(tag: string | null): TagParts {
  const tokens = tag === null || tag === 'latest' ? [] : tag.split('-');
  const words: string[] = [];
  const system: string[] = [];
  let systemKind: TagParts['systemKind'] = null;
  for (const token of tokens) {
    if (token === 'slim') continue;
    const kind = debianVersions.has(token)
      ? 'debian'
      : ubuntuVersions.has(token)
        ? 'ubuntu'
        : (systems.find(([, pattern]) => pattern.test(token))?.[0] ?? null);
    if (kind === null) words.push(token);
    else {
      systemKind ??= kind;
      system.push(token);
    }
  }
  return {
    text: tag,
    words,
    isSlim: tokens.includes('slim'),
    system: system.length === 0 ? null : system.join('-'),
    systemKind,
  };
}
