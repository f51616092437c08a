import { fileHeadReader, Unreadable } from '../../readings/file-reader.ts';
import { type Requirement, requirementOf } from './requirement.ts';

/** What a distribution says of itself (core metadata specification). */
export interface Metadata {
  readonly name: string;
  readonly version: string;
  readonly requires: readonly Requirement[];
}

/** Headers are followed by a description of any size, which is not read. */
const maxBytes = 1 << 20;
const maxRequirements = 5_000;

export const metadataReader = fileHeadReader({
  id: 'python/metadata',
  version: 1,
  files: {
    names: ['METADATA', 'PKG-INFO'],
    extensions: ['.egg-info'],
    where: ({ path }) =>
      /\.dist-info\/METADATA$|\.egg-info\/PKG-INFO$|\.egg\/EGG-INFO\/PKG-INFO$|\.egg-info$/.test(path),
  },
  maxBytes,
  read: (bytes) => parseMetadata(bytes.toString('utf8'), bytes.length === maxBytes),
});

/**
 * @param isCut whether there may be more than the text
 * @throws Unreadable
 */
function parseMetadata(text: string, isCut = false): Metadata {
  const end = /\r?\n\r?\n/.exec(text)?.index;
  if (end === undefined && isCut)
    throw new Unreadable(`its headers are longer than the ${maxBytes} bytes that are read`);
  let name: string | null = null;
  let version: string | null = null;
  const requires: Requirement[] = [];
  for (const line of text.slice(0, end).split(/\r?\n/)) {
    const [, key, value = ''] = /^(Name|Version|Requires-Dist):(.*)$/i.exec(line) ?? [];
    switch (key?.toLowerCase()) {
      case 'name':
        name ??= value.trim().slice(0, 400);
        break;
      case 'version':
        version ??= value.trim().slice(0, 256);
        break;
      case 'requires-dist': {
        const requirement = requirementOf(value);
        if (requirement !== null) requires.push(requirement);
        if (requires.length > maxRequirements)
          throw new Unreadable(`more than the ${maxRequirements} requirements that are read`);
        break;
      }
    }
  }
  if (name === null || name === '') throw new Unreadable('it has no Name');
  return { name, version: version ?? '', requires };
}
