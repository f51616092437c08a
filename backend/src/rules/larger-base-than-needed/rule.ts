import type { Stage } from '../../dockerfile/syntax.ts';
import type { PathNode } from '../../image/merge.ts';
import type { BaseProfile } from '../base-profile.ts';
import { neededPackages } from '../bases/needed-packages.ts';
import { lighterSiblingOf, type Sibling } from '../bases/siblings.ts';
import { usedFiles } from '../built-in-last-stage/system-needs.ts';
import type { ImageEvidence } from '../evidence.ts';
import { breakingIf, type Rule, type Skipped, type Suggestion, skipped } from '../rule.ts';
import type { Subject } from '../subject.ts';
import { broughtDependencies } from './brought-dependencies.ts';
import { siblingText } from './sibling-text.ts';
import { programsOfRuns } from './stage-programs.ts';

/** Less is not worth another base. */
const leastSavedBytes = 4_000_000;

export const largerBaseThanNeeded: Rule = {
  id: 'larger-base-than-needed',
  level: 'slim',
  title: 'Build on the lighter image of the same family',
  suggest: (subject) => {
    const { image, result: stage } = subject;
    if (image === null || stage === null || stage.base.kind !== 'image') return [];
    const sibling = lighterSiblingOf(stage.base.reference.text);
    if (sibling === null) return [];
    const outcome = suggestFor(subject, image, stage, stage.base.reference.text, sibling);
    if (outcome === null) return [];
    return typeof outcome === 'string' ? [skipped(stage.from.start, outcome)] : [outcome];
  },
};

/** @returns a sentence where it cannot be taken, null where it would save next to nothing */
function suggestFor(
  subject: Subject,
  image: ImageEvidence,
  stage: Stage,
  current: string,
  sibling: Sibling,
): Suggestion | Skipped | string | null {
  const { reference } = sibling;
  const base = subject.bases(reference);
  const old = subject.bases(current);
  if (base === null || old === null) return `nothing is known of ${base === null ? reference : current}`;
  if (old.stored.bytes - base.stored.bytes < leastSavedBytes) return null;
  const { ownFrom } = image;
  if (ownFrom === null) return 'it is not known where the base ends';
  if ((old.config?.onbuild.length ?? 0) > 0) return `${current} runs lines of its own in each image: ONBUILD`;
  const text = siblingText(stage, reference);
  if (text === null) return `FROM names its base by a variable, and ${reference} cannot be named so`;
  const compiled = compiledHere(image);
  if (compiled !== null) {
    return `${compiled} was compiled in this stage: it needs the compilers of ${current}. In a stage of its own it would not.`;
  }
  const programs = programsOfRuns(subject, image, stage, base, sibling);
  if (typeof programs === 'string') return programs;
  const { entrypoint } = image.facts;
  const needed = neededPackages(
    image,
    {
      nodes: ownNativeFiles(image),
      files: [...(entrypoint.state === 'known' ? usedFiles({ image, entrypoint: entrypoint.value }) : []), ...programs],
      packages: programs.some(({ fetches }) => fetches) ? trustedCertificates(image, base) : [],
    },
    base,
  );
  if (needed.unfit !== null) return needed.unfit;
  const [copied] = needed.copies;
  if (copied !== undefined) return `${copied.path} is of no package, and ${reference} does not have it: ${copied.why}`;
  const names = needed.packages.map(({ name }) => name);
  if (names.length > 0 && old.config?.user)
    return `${current} runs as ${old.config.user}, who cannot install ${names.join(', ')}`;
  const brought = broughtDependencies(image, base, new Set(names));
  const added = {
    stored: needed.bytes.stored + brought,
    low: needed.bytes.low,
    high: needed.bytes.high + brought * 1.5,
  };
  if (old.stored.bytes - base.stored.bytes - added.stored < leastSavedBytes) return null;
  return suggestionFor(subject, stage, { current, old, base, text, sibling, names, added, evidence: needed.packages });
}

interface Chosen {
  readonly current: string;
  readonly old: BaseProfile;
  readonly base: BaseProfile;
  /** What FROM is to name. */
  readonly text: string;
  readonly sibling: Sibling;
  readonly names: readonly string[];
  readonly added: { readonly stored: number; readonly low: number; readonly high: number };
  readonly evidence: readonly { readonly name: string; readonly why: string }[];
}

function suggestionFor(subject: Subject, { from, baseText }: Stage, chosen: Chosen): Suggestion {
  const { current, old, base, text, sibling, names, added } = chosen;
  const { lineEnd, keywordCase } = subject.style;
  const megabytes = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;
  const run = keywordCase === 'lower' ? 'run' : 'RUN';
  const install = `${run} apt-get update && apt-get install -y --no-install-recommends ${names.join(' ')} && rm -rf /var/lib/apt/lists/*`;
  return {
    kind: 'suggestion',
    anchor: '',
    title: `Build on ${base.reference}`,
    reason: `It is ${current} without ${withoutWords[sibling.without]}: the same version on the same system and C library.`,
    evidence: [
      `${current} stores ${megabytes(old.stored.bytes)}, ${base.reference} ${base.from === 'local' ? '' : 'about '}${megabytes(base.stored.bytes)}`,
      ...chosen.evidence.map(({ name, why }) => `${name} is installed: ${why}`),
    ],
    risk: breakingIf('the program calls tools that only the larger image has'),
    edits: [
      { start: baseText.start, end: baseText.end, text },
      ...(names.length === 0 ? [] : [{ start: from.end, end: from.end, text: `${lineEnd}${install}` }]),
    ],
    effects: [{ kind: 'replaces-base', base }, ...(added.stored === 0 ? [] : [{ kind: 'adds' as const, ...added }])],
  };
}

const withoutWords: Readonly<Record<Sibling['without'], string>> = {
  'build-tools': 'compilers and tools to build with',
  documentation: 'documentation and translations',
  jdk: 'the compiler and tools of the JDK',
  'package-manager-parts': 'the larger package manager',
};

/** A library or program of the image's own that this system's compiler made; null where there is none. */
function compiledHere(image: ImageEvidence): string | null {
  const { tree, native, facts } = image;
  const system = facts.system.state === 'known' ? facts.system.value.id : null;
  if (native === null || system === null) return null;
  const mark = new RegExp(`\\b${system === 'rhel' || system === 'centos' ? 'Red Hat' : system}\\b`, 'i');
  for (const node of ownNativeFiles(image)) {
    if (native.at(node)?.compilers.some((compiler) => mark.test(compiler))) return tree.path(node);
  }
  return null;
}

/** Native files of the image's own layers that no package of the system brought. */
function ownNativeFiles({ tree, native, catalog, ownFrom }: ImageEvidence): PathNode[] {
  const system = new Set(['dpkg', 'apk', 'rpm']);
  return [...(native?.all() ?? [])].flatMap(({ node }) =>
    tree.layer(node) >= (ownFrom ?? 0) && !system.has(catalog.ownerOf(node)?.manager ?? '') ? [node] : [],
  );
}

function trustedCertificates({ catalog }: ImageEvidence, base: BaseProfile) {
  const isThere = catalog.packages.some(({ name }) => name === 'ca-certificates');
  if (!isThere || base.hasPackage('ca-certificates') === true) return [];
  return [{ name: 'ca-certificates', why: 'what is fetched over TLS is checked with it' }];
}
