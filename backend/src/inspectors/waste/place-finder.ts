import type { Confidence } from '../../inspection-answers.ts';
import type { InspectedImage } from '../inspected-image.ts';
import type { Finder } from '../inspector.ts';
import { claimPlaces } from './claims.ts';
import { describeFiles, evidenceOf } from './describe-files.ts';
import { type ImageUse, type Known, useOf } from './image-use.ts';
import type { PlaceKind } from './place-kind.ts';
import { matchFiles, type PlaceMatch } from './place-matches.ts';
import { isWorthTelling } from './worth-telling.ts';

interface KindMatch extends PlaceMatch {
  readonly confidence: Confidence;
}

/** A finder for each kind of the tables. They share one walk: the first that is asked about an image makes it. */
export function placeFinders(kinds: readonly PlaceKind[]): Finder[] {
  const matches = new WeakMap<InspectedImage, ReadonlyMap<PlaceKind, KindMatch>>();
  const matchesIn = (image: InspectedImage, known: Known) => {
    const found = matches.get(image) ?? matchAll(image, kinds, useOf(image, known));
    matches.set(image, found);
    return found;
  };
  return kinds.map((kind) => ({
    rule: kind.rule,
    group: kind.group,
    readers: kind.readers ?? [],
    find: (image, known) => {
      const match = matchesIn(image, known).get(kind);
      if (match === undefined || !isWorthTelling(image, match.bytes)) return [];
      const { title, contents, why, remedy } = kind;
      return [
        {
          instance: '',
          title,
          what: describeFiles(image.tree, match, contents),
          why,
          remedy,
          confidence: match.confidence,
          files: match.files,
          packages: [],
          evidence: evidenceOf(image.tree, match),
        },
      ];
    },
  }));
}

function matchAll(
  { tree }: InspectedImage,
  kinds: readonly PlaceKind[],
  use: ImageUse,
): ReadonlyMap<PlaceKind, KindMatch> {
  // A kind that the image uses claims nothing, so that its places are free for others.
  const asked = kinds.flatMap((kind) => {
    const confidence = typeof kind.confidence === 'function' ? kind.confidence(use) : kind.confidence;
    return confidence === null ? [] : [{ kind, confidence }];
  });
  const claimants = asked.map(({ kind: { places, except, where } }) => ({
    places,
    except: except ?? null,
    where: where === undefined ? () => true : (place: Parameters<typeof where>[0]) => where(place, use),
  }));
  const matches = matchFiles(tree, claimPlaces(tree, claimants, use.usedPaths), asked.length);
  const found = new Map<PlaceKind, KindMatch>();
  for (const [i, { kind, confidence }] of asked.entries()) {
    const match = matches[i];
    if (match !== undefined && match.files.length > 0) found.set(kind, { ...match, confidence });
  }
  return found;
}
