import type { ImageReference, StageGraph } from '../../dockerfile/syntax.ts';
import type { ImageEvidence } from '../evidence.ts';
import { distrolessReferences } from '../larger-than-distroless/base-references.ts';
import { type OfficialImage, officialImage } from './official-image.ts';
import { runtimeBases, type WantedRuntime } from './runtime-base.ts';
import { lighterSibling } from './siblings.ts';

/** Looking into an image takes a second or more. */
const maxCandidates = 12;
const maxRuntimes = 3;

/**
 * The images that a lighter Dockerfile may build on: the engine is asked for each. Without those that it builds on now.
 */
export function candidateBases(graph: StageGraph, image: ImageEvidence): string[] {
  const current = finalBase(graph);
  const official = current === null ? null : officialImage(current);
  const sibling = official === null ? null : lighterSibling(official);
  const wanted = wantedRuntimes(image, current);
  const references = [
    ...(sibling === null ? [] : [sibling.reference]),
    ...wanted.flatMap((one) => runtimeBases(one).slice(0, one.runtime === 'static-site' ? 4 : 2)),
    ...distrolessReferences(image),
  ];
  const named = new Set(graph.stages.flatMap(({ base }) => (base.kind === 'image' ? [base.reference.text] : [])));
  return [...new Set(references)].filter((one) => !named.has(one)).slice(0, maxCandidates);
}

/** The image that the last stage is built on in the end, through the stages above it; null where it is none. */
function finalBase({ stages }: Pick<StageGraph, 'stages'>): ImageReference | null {
  let stage = stages.at(-1);
  // A circle of stages is refused before anything is proposed; bounded all the same.
  for (let steps = 0; stage?.base.kind === 'stage' && steps <= stages.length; steps++) stage = stages[stage.base.index];
  return stage?.base.kind === 'image' ? stage.base.reference : null;
}

/** What the last stage may have to run: what the command runs first, then the image's other runtimes; a program always. */
function wantedRuntimes(image: ImageEvidence, current: ImageReference | null): WantedRuntime[] {
  const { system, libc, runtimes, entrypoint } = image.facts;
  const shared = {
    libc: libc.state === 'known' ? libc.value.kind : libc.state === 'absent' ? ('none' as const) : null,
    system: system.state === 'known' ? system.value : null,
    base: current?.text ?? null,
  };
  const runs = entrypoint.state === 'known' ? entrypoint.value.runtime : null;
  const found = runtimes.state === 'known' ? runtimes.value : [];
  const official = current === null ? null : officialImage(current);
  const first = found.toSorted((a, b) => rank(a.kind, runs) - rank(b.kind, runs));
  const wanted = first.flatMap(({ kind, version }) => {
    const runtime = runtimeOf(kind);
    return runtime === null ? [] : [{ ...shared, runtime, version }];
  });
  const isBinary = runs === 'binary' || runs === null || official?.family.of === 'compiler';
  const binary = { ...shared, runtime: 'binary' as const, version: null };
  const site = isSite(image, official) ? [{ ...shared, runtime: 'static-site' as const, version: null }] : [];
  const ordered = isBinary ? [binary, ...wanted] : [...wanted, binary];
  const seen = new Set<string>();
  return [...site, ...ordered].filter(({ runtime }) => !seen.has(runtime) && seen.add(runtime)).slice(0, maxRuntimes);
}

function rank(kind: string, runs: string | null): number {
  return kind === runs ? 0 : 1;
}

function runtimeOf(kind: string): WantedRuntime['runtime'] | null {
  switch (kind) {
    case 'node':
    case 'python':
    case 'ruby':
    case 'php':
    case 'java-jre':
    case 'dotnet-runtime':
    case 'aspnet-runtime':
      return kind;
    case 'java-jdk':
      return 'java-jre';
    case 'dotnet-sdk':
      return 'aspnet-runtime';
    default:
      return null;
  }
}

/** A site that Node builds, and that a web server could hand out. */
function isSite({ facts }: ImageEvidence, official: OfficialImage | null): boolean {
  if (official?.family.of !== 'node' || facts.entrypoint.state !== 'known') return false;
  return facts.entrypoint.value.runs.some((word) =>
    /(?:^|\/)(?:vite|serve|http-server)(?:@[^/]*)?$|\/node_modules\/(?:vite|serve|http-server)\//.test(word),
  );
}
