import type { ImageReference, Stage } from '../../dockerfile/syntax.ts';
import { type Rule, review, type Skipped, type Suggestion, skipped } from '../rule.ts';
import { chainOf } from '../shell-form-command/passing-entrypoint.ts';
import { isSilenced } from '../silenced.ts';
import type { Subject } from '../subject.ts';

export const baseWithoutVersion: Rule = {
  id: 'base-without-version',
  level: 'tidy',
  title: 'Name the version of the base that the image was built on',
  suggest: (subject) => subject.graph.stages.flatMap((stage) => suggestFor(subject, stage) ?? []),
};

/** Official images that say in a variable which version they are, and how many numbers of it their tags have. */
const told: Readonly<Record<string, readonly [variable: string, numbers: number]>> = {
  golang: ['GOLANG_VERSION', 2],
  node: ['NODE_VERSION', 1],
  php: ['PHP_VERSION', 2],
  python: ['PYTHON_VERSION', 2],
  ruby: ['RUBY_VERSION', 2],
  rust: ['RUST_VERSION', 2],
};
/** Distributions, whose own file says it. */
const systems: Readonly<Record<string, number>> = { alpine: 2, debian: 1, fedora: 1, ubuntu: 2 };
/** What may stand in a tag without a version. */
const flavours: ReadonlySet<string> = new Set(['slim', 'alpine']);

function suggestFor(subject: Subject, stage: Stage): Suggestion | Skipped | null {
  const { base, baseText, from } = stage;
  if (base.kind !== 'image' || base.reference.digest !== null) return null;
  const { tag, familiarName } = base.reference;
  if (tag !== null && tag !== 'latest' && !flavours.has(tag)) return null;
  if (isSilenced(subject, from, ['DL3006', 'DL3007'])) return null;
  if (baseText.text !== base.reference.text)
    return skipped(from.start, `${familiarName} has no version: set it where its variable is`);
  const version = versionOf(subject, stage, base.reference);
  if (version === null)
    return subject.image === null
      ? null
      : skipped(
          from.start,
          `which version of ${familiarName} it was built on is not known${notedDigest(subject, stage)}`,
        );
  const pinned = `${version}${tag !== null && flavours.has(tag) ? `-${tag}` : ''}`;
  const written = baseText.text.replace(/:[^:/]*$/, '');
  return {
    kind: 'suggestion',
    anchor: subject.anchor(from),
    title: `${familiarName}:${pinned} in place of ${tag ?? 'any version'}`,
    reason: `Without a version the base is another one next year. The image was built on ${version}; its tag still brings corrections.`,
    evidence: [`${familiarName} ${version} is what the image has`],
    risk: review('new versions come only when somebody writes them here'),
    edits: [{ start: baseText.start, end: baseText.end, text: `${written}:${pinned}` }],
    effects: [],
  };
}

/** For a person who wants to pin it: whether it can be fetched only a registry tells. */
function notedDigest(subject: Subject, stage: Stage): string {
  const { image, result } = subject;
  if (image?.boundary.state !== 'known' || image.boundary.how !== 'provenance' || result === null) return '';
  const { digest } = image.boundary;
  return digest === null || chainOf(subject, result)[0] !== stage ? '' : `; its builder noted ${digest}`;
}

/** Only of the base of the image itself: of those of other stages nothing is left in it. */
function versionOf(subject: Subject, stage: Stage, { familiarName }: ImageReference): string | null {
  const { image, result } = subject;
  if (image === null || result === null || chainOf(subject, result)[0] !== stage) return null;
  const [variable, numbers] = told[familiarName] ?? [];
  if (variable !== undefined && numbers !== undefined) {
    const isSetHere = subject.file.instructions.some(({ name, joined }) => name === 'ENV' && joined.includes(variable));
    const set = image.config.config?.Env?.find((one) => one.startsWith(`${variable}=`));
    return set === undefined || isSetHere ? null : shortened(set.slice(variable.length + 1), numbers);
  }
  const own = systems[familiarName];
  const { system } = image.facts;
  if (own === undefined || system.state !== 'known' || system.value.id !== familiarName) return null;
  return system.value.version === null ? null : shortened(system.value.version, own);
}

function shortened(version: string, numbers: number): string | null {
  const found = /^\d+(?:\.\d+)*$/.exec(version)?.[0].split('.') ?? [];
  return found.length < numbers ? null : found.slice(0, numbers).join('.');
}
