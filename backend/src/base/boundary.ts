import { createHash } from 'node:crypto';
import type { BaseCandidate, Boundary } from '../recovery-answers.ts';
import { beginnings, type LocalBase, type RankedBase, rankBases } from './local-bases.ts';
import { hintOfTimes, type TimedLayer } from './times.ts';

/** What speaks of an image's base. Digests are `sha256:…`, layers counted from the bottom. */
export interface BaseEvidence {
  readonly image: {
    readonly id: string;
    readonly references: readonly string[];
    readonly diffIds: readonly string[];
    /** Keys of the lines of its history (`historyKey`), from the base up. */
    readonly history: readonly string[];
    readonly created: string | null;
    readonly labels: Readonly<Record<string, string>>;
    /** When each layer was made; empty where it is not known. */
    readonly times: readonly TimedLayer[];
  };
  /** Null where there is no engine to ask. */
  readonly locals: readonly LocalBase[] | null;
  /** What the builder noted. */
  readonly noted: FromBase | null;
  /** Images that the build took, without saying for which stage. */
  readonly used: readonly { readonly name: string; readonly digest: string | null }[];
  /** What a Dockerfile says with which the image's history agrees line by line. */
  readonly agreed: FromBase | null;
}

export interface FromBase {
  readonly layers: number;
  /** As FROM names it; `scratch` for none. */
  readonly name: string | null;
  readonly digest: string | null;
}

type Known = Extract<Boundary, { state: 'known' }>;

const maxAlternatives = 10;

/** Finds which layers came with the base: what the builder noted, else what labels, a Dockerfile or local images tell. */
export function findBoundary(evidence: BaseEvidence): Boundary {
  const { image, locals, noted, agreed } = evidence;
  const bases = rankBases(image, beginnings(image, locals ?? []));
  const candidates = bases.map(candidate).slice(0, maxAlternatives);
  const others = (layers: number, name: string | null) =>
    candidates.filter((one) => one.layers !== layers || one.name !== name);
  if (noted !== null) {
    const why =
      noted.name === 'scratch' ? 'the build started from scratch' : 'the builder noted the layers of the base';
    return known(noted, 'provenance', 'certain', why, others(noted.layers, noted.name));
  }
  const material = byMaterial(evidence, bases);
  if (material !== null) return { ...material, alternatives: others(material.layers, material.name) };
  const labelled = byLabel(evidence, bases);
  if (labelled !== null) return { ...labelled, alternatives: others(labelled.layers, labelled.name) };
  if (agreed !== null) {
    const local = bases.find(({ layers }) => layers === agreed.layers);
    const why = 'these layers are not made by any line of the Dockerfile, which the image’s history agrees with';
    const digest = agreed.digest ?? local?.digests[0] ?? null;
    const confidence = local !== undefined || agreed.layers === 0 ? 'certain' : 'likely';
    return known({ ...agreed, digest }, 'dockerfile', confidence, why, others(agreed.layers, agreed.name));
  }
  const [best] = bases;
  if (best !== undefined) {
    const why = `the layers of ${best.name ?? 'an image without a name'} on this engine are the beginning of this image's`;
    const confidence = best.doubt === null ? 'likely' : 'possible';
    const because = best.doubt === null ? why : `${why}; but ${best.doubt}`;
    const { layers, name, digests } = best;
    return known({ layers, name, digest: digests[0] ?? null }, 'local-image', confidence, because, candidates.slice(1));
  }
  const hint = hintOfTimes(image.times);
  return { state: 'unknown', why: whyUnknown(evidence), alternatives: hint === null ? [] : [hint] };
}

function whyUnknown({ image: { diffIds }, locals }: BaseEvidence): string {
  if (diffIds.length === 0) return 'the image has no layers';
  if (diffIds.length === 1) return 'the image has one layer: it is a base itself, or was built from scratch';
  if (locals === null) return 'there is no engine with other images to compare with';
  return 'no other image on this engine has layers that are the beginning of this one’s: it is a base itself, or its base is not here';
}

function known(
  { layers, name, digest }: FromBase,
  how: Known['how'],
  confidence: Known['confidence'],
  why: string,
  alternatives: readonly BaseCandidate[],
): Known {
  return { state: 'known', layers, name, digest, how, confidence, why, alternatives };
}

function candidate({ layers, name, digests }: RankedBase): BaseCandidate {
  return { name, digest: digests[0] ?? null, layers, how: 'local-image' };
}

/** Of the images that the build took the one with the most layers that are the beginning of this one's. */
function byMaterial({ image, used }: BaseEvidence, bases: readonly RankedBase[]): Known | null {
  const byChain = new Map(chainIds(image.diffIds).map((chain, i) => [chain, i + 1]));
  const found = used.flatMap(({ name, digest }) => {
    if (digest === null) return [];
    const local = bases.find(({ digests }) => digests.includes(digest));
    // With graph drivers BuildKit notes the identity of the base's layers instead.
    const layers = local?.layers ?? byChain.get(digest);
    return layers === undefined ? [] : [{ name, digest, layers }];
  });
  const [best] = found.toSorted((a, b) => b.layers - a.layers);
  if (best === undefined) return null;
  return known(
    best,
    'provenance',
    'certain',
    'the builder noted that it took this image, and its layers are the lowest',
    [],
  );
}

/** The identity of all layers up to each one (image-spec, config.md, "Layer ChainID"). */
function chainIds(diffIds: readonly string[]): string[] {
  const chains: string[] = [];
  for (const diffId of diffIds) {
    const below = chains.at(-1);
    const chain =
      below === undefined ? diffId : `sha256:${createHash('sha256').update(`${below} ${diffId}`).digest('hex')}`;
    chains.push(chain);
  }
  return chains;
}

/**
 * `org.opencontainers.image.base.*` (image-spec, annotations.md). Images inherit labels, so a base that has the same
 * ones is what they are from: then they tell of the base's own base.
 */
function byLabel({ image }: BaseEvidence, bases: readonly RankedBase[]): Known | null {
  const name = image.labels['org.opencontainers.image.base.name'] ?? null;
  const digest = image.labels['org.opencontainers.image.base.digest'] ?? null;
  const found = bases.find(({ digests, references }) =>
    digest === null ? name !== null && references.includes(familiar(name)) : digests.includes(digest),
  );
  if (found === undefined) return null;
  const inherited = bases.some(
    ({ layers, labels, doubt }) =>
      layers > found.layers &&
      doubt === null &&
      labels['org.opencontainers.image.base.digest'] === (digest ?? undefined),
  );
  if (inherited) return null;
  const why = 'the image’s labels name its base, and the layers of that image here are the beginning of this one’s';
  const confidence = digest === null ? 'likely' : 'certain';
  const title = name === null ? found.name : familiar(name);
  return known(
    { layers: found.layers, name: title, digest: digest ?? found.digests[0] ?? null },
    'label',
    confidence,
    why,
    [],
  );
}

function familiar(name: string): string {
  return name.replace(/^(index\.)?docker\.io\/(library\/)?/, '');
}
