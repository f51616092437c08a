import { quoted } from './error-list.ts';
import type { ImageReference } from './syntax.ts';

const maxLength = 4096;
const maxNameLength = 255;

const domain =
  /^(?:(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?$/;
const path = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;
const tag = /^\w[\w.-]{0,127}$/;
const digest = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;
const digestLengths: Readonly<Record<string, number>> = { sha256: 64, sha384: 96, sha512: 128 };

/**
 * Reads the name of an image as Docker does: `debian` is `docker.io/library/debian`, and what stands before the first
 * slash is a registry where it has a dot, a port or a capital letter, or is `localhost`.
 * @returns the reference, or why it is none
 */
export function readImageReference(text: string): ImageReference | string {
  if (text === '') return 'the name of the image is empty';
  const why = `${quoted(text)} is no name of an image`;
  if (text.length > maxLength) return `${why}: it is too long`;
  if (/^[0-9a-f]{64}$/.test(text)) return `${why}: it is an ID`;
  const at = text.indexOf('@');
  const named = at === -1 ? text : text.slice(0, at);
  const written = at === -1 ? null : text.slice(at + 1);
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1);
  const name = colon === -1 ? named : named.slice(0, colon);
  const writtenTag = colon === -1 ? null : named.slice(colon + 1);
  const parts = splitDomain(name);
  if (parts.path !== parts.path.toLowerCase()) return `${why}: it must be in small letters`;
  if (parts.domain.length + 1 + parts.path.length > maxNameLength) return `${why}: it is too long`;
  if (!domain.test(parts.domain) || !path.test(parts.path)) return why;
  if (writtenTag !== null && !tag.test(writtenTag)) return `${why}: the tag is wrong`;
  if (written !== null && !isDigest(written)) return `${why}: the digest is wrong`;
  return { text, ...parts, tag: writtenTag, digest: written, familiarName: familiarName(parts) };
}

function splitDomain(name: string): { domain: string; path: string } {
  const slash = name.indexOf('/');
  const first = slash === -1 ? '' : name.slice(0, slash);
  const isDomain = /[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase();
  const host = isDomain ? first : 'docker.io';
  const rest = isDomain ? name.slice(slash + 1) : name;
  const hub = host === 'docker.io' || host === 'index.docker.io';
  return { domain: hub ? 'docker.io' : host, path: hub && !rest.includes('/') ? `library/${rest}` : rest };
}

function familiarName({ domain, path }: { domain: string; path: string }): string {
  if (domain !== 'docker.io') return `${domain}/${path}`;
  return path.startsWith('library/') && path.split('/').length === 2 ? path.slice('library/'.length) : path;
}

function isDigest(text: string): boolean {
  const [algorithm = '', hex = ''] = text.split(':');
  const length = digestLengths[algorithm];
  return digest.test(text) && (length === undefined || (hex.length === length && hex === hex.toLowerCase()));
}
