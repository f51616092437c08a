import { liveFiles } from '../../image/accounting.ts';
import type { Entry } from '../../image/entries.ts';
import type { Evidence } from '../../inspection-answers.ts';
import type { InspectedImage } from '../inspected-image.ts';
import type { Finder } from '../inspector.ts';
import { countOf } from './describe-files.ts';
import { useOf } from './image-use.ts';
import { inodesOf } from './runtime-parts.ts';

/** Smaller ones are licences, icons and empty modules, which nobody would merge. */
const leastBytes = 1 << 20;
const maxContents = 1000;
const maxEvidence = 20;

/** Large files of which the same content is at several places of the final tree. */
export const contentStoredTwice: Finder = {
  rule: 'content-stored-twice',
  group: 'duplicate',
  readers: [],
  find: (image, known) => {
    const copies = copiesIn(image, inodesOf(image.tree, useOf(image, known).usedPaths));
    if (copies.length === 0) return [];
    const files = copies.flatMap(({ others }) => others);
    return [
      {
        instance: '',
        title: 'Large files that are there more than once',
        what: `${countOf(copies.length, 'file')} of 1 MiB or more, with ${countOf(files.length, 'copy', 'copies')} of the same content at other paths.`,
        why: 'Each copy is stored, pulled and unpacked again. Whether one would do depends on who reads them.',
        remedy:
          'Copy each file once and link the other paths to it with ln -s; where COPY --from takes a file along that the image has, leave it out.',
        confidence: 'possible',
        files,
        packages: [],
        evidence: copies.slice(0, maxEvidence).flatMap((one) => evidenceOf(image, one)),
      },
    ];
  },
};

interface Copies {
  readonly first: Entry;
  readonly others: readonly Entry[];
}

/** One pass over the live files for all contents. One that is used stays, else that in the lowest layer. */
function copiesIn({ model: { merged, accounting } }: InspectedImage, used: ReadonlySet<Entry>): Copies[] {
  const { entries } = merged;
  const contents = accounting.duplicates.filter(({ size }) => size >= leastBytes).slice(0, maxContents);
  const byHash = Map.groupBy(contents, ({ first }) => entries.hashLow(first));
  const found = new Map(contents.map(({ first }): [Entry, Entry[]] => [first, []]));
  for (const file of byHash.size === 0 ? [] : liveFiles(merged)) {
    const content = byHash.get(entries.hashLow(file))?.find(({ first }) => entries.sameContent(first, file));
    if (content !== undefined) found.get(content.first)?.push(file);
  }
  return contents.flatMap((content) => {
    const [first, ...others] = (found.get(content.first) ?? []).sort(
      (a, b) => Number(used.has(b)) - Number(used.has(a)) || a - b,
    );
    return first === undefined || others.length === 0 ? [] : [{ first, others }];
  });
}

function evidenceOf({ tree }: InspectedImage, { first, others }: Copies): Evidence[] {
  const [other] = others;
  if (other === undefined) return [];
  const more = others.length === 1 ? '' : `, and ${countOf(others.length - 1, 'more copy', 'more copies')}`;
  return [
    { path: tree.path(tree.firstPath(first)), says: `the same content as ${tree.path(tree.firstPath(other))}${more}` },
  ];
}
