import { noNode } from '../../image/merge.ts';
import type { BaseProfile } from '../base-profile.ts';
import type { ImageEvidence } from '../evidence.ts';
import type { KeptFiles } from './kept-files.ts';

const bundle = '/etc/ssl/certs/ca-certificates.crt';
const ownCertificates = '/usr/local/share/ca-certificates';

/** What the certificates that the image trusts need on another base. */
export interface TrustedRoots {
  readonly packages: readonly { readonly name: string; readonly why: string }[];
  readonly copies: readonly string[];
  readonly afterCopies: readonly string[];
}

/** A program that speaks TLS finds nobody to trust where the bundle is missing: whether it does is not seen from outside. */
export function trustedRoots(image: ImageEvidence, kept: KeptFiles, base: BaseProfile): TrustedRoots {
  const { tree, native, ownFrom } = image;
  const old = tree.resolve(bundle);
  if (old === noNode) return { packages: [], copies: [], afterCopies: [] };
  const isOwn = tree.layer(old) >= (ownFrom ?? 0) && hasOwnCertificates(image, kept);
  if (base.hasPath(bundle) === true && !isOwn) return { packages: [], copies: [], afterCopies: [] };
  // OpenSSL itself looks into the folder by hashes of names, which the bundle has not.
  const isOpenSsl = [...kept.nodes].some((node) =>
    native?.at(node)?.needs.some(({ library }) => /^libssl\.so/.test(library)),
  );
  const canInstall = base.manager !== null && base.hasPackage('ca-certificates') !== null;
  if (isOpenSsl && canInstall) {
    const why = 'a program that uses OpenSSL looks for trusted certificates';
    return {
      packages: [{ name: 'ca-certificates', why }],
      copies: [],
      afterCopies: isOwn ? ['update-ca-certificates'] : [],
    };
  }
  return { packages: [], copies: [bundle], afterCopies: [] };
}

function hasOwnCertificates({ tree }: ImageEvidence, kept: KeptFiles): boolean {
  const folder = tree.at(ownCertificates);
  return folder !== noNode && [...tree.below(folder)].some((node) => kept.nodes.has(node));
}
