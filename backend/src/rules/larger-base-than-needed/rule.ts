import type { Stage } from '../../dockerfile/syntax.ts';
import { type Entry, noEntry } from '../../image/entries.ts';
import { noNode, type PathNode } from '../../image/merge.ts';
import type { BaseProfile } from '../base-profile.ts';
import { isLeftOut, leavesOut } from '../bases/left-out.ts';
import { neededPackages, type Wanted } from '../bases/needed-packages.ts';
import { type OfficialImage, officialImage } from '../bases/official-image.ts';
import { lighterSibling, type Sibling, siblingOnSystem } from '../bases/siblings.ts';
import { usedFiles } from '../built-in-last-stage/system-needs.ts';
import type { ImageEvidence } from '../evidence.ts';
import { type Rule, type Suggestion, skipped } from '../rule.ts';
import type { Subject } from '../subject.ts';
import { broughtDependencies } from './brought-dependencies.ts';
import { dataOfBase } from './data-of-base.ts';
import { microdnfEdits } from './microdnf.ts';
import { siblingText } from './sibling-text.ts';
import { jdkAtRunTime, type StagePrograms, stagePrograms } from './stage-programs.ts';
import { suggestionFor } from './suggestion.ts';

/** Less is not worth another base. */
const leastSavedBytes = 4_000_000;

export const largerBaseThanNeeded: Rule = {
  id: 'larger-base-than-needed',
  level: 'slim',
  title: 'Build on the lighter image of the same family',
  suggest: (subject) => {
    const { image, result: stage } = subject;
    if (image === null || stage === null || stage.base.kind !== 'image') return [];
    // A stage that another rule made is not the one that the image shows.
    if (subject.anchor(stage.from).startsWith('new-')) return [];
    const official = officialImage(stage.base.reference);
    const sibling = official === null ? null : lighterSibling(official);
    if (official === null || sibling === null) return [];
    const outcomes = [sibling, ...onSystem(image, official)].map((one) => suggestFor(subject, image, stage, one));
    const outcome = outcomes.find((one) => one === null || typeof one !== 'string') ?? null;
    if (outcome !== null) return [outcome];
    const [why] = outcomes;
    return typeof why === 'string' ? [skipped(stage.from.start, why)] : [];
  },
};

/** Its name with the image's own system, for where what the shorter one is built on is not known. */
function onSystem({ facts }: ImageEvidence, official: OfficialImage): Sibling[] {
  const codename = facts.system.state === 'known' ? facts.system.value.codename : null;
  const sibling = codename === null ? null : siblingOnSystem(official, codename);
  return sibling === null ? [] : [sibling];
}

/** @returns a sentence where it cannot be taken, null where it would save next to nothing */
function suggestFor(
  subject: Subject,
  image: ImageEvidence,
  stage: Stage,
  sibling: Sibling,
): Suggestion | string | null {
  const { reference, without } = sibling;
  const current = stage.base.kind === 'image' ? stage.base.reference.text : '';
  const base = subject.bases(reference);
  const old = subject.bases(current);
  if (base === null || old === null) return `nothing is known of ${base === null ? reference : current}`;
  if (old.stored.bytes - base.stored.bytes < leastSavedBytes) return null;
  const text = siblingText(stage, reference);
  const obstacle = obstacleTo(image, old, current, text === null ? reference : null) ?? compiledHere(image, current);
  if (obstacle !== null) return obstacle;
  const isJre = without === 'jdk';
  const jdk = isJre ? jdkAtRunTime(image) : null;
  if (jdk !== null) return jdk;
  const translated = microdnfEdits(subject, stage, base);
  if (typeof translated === 'string') return translated;
  const lines = stagePrograms({ subject, image, base: translated.length > 0 ? withoutDnf(base) : base, isJre }, stage);
  if (typeof lines === 'string') return lines;
  const own = ownPackages(image, old);
  const needed = neededPackages(image, wantedOf(image, base, lines), {
    ...base,
    hasPackage: (name) => own.has(name) || base.hasPackage(name),
  });
  if (needed.unfit !== null) return needed.unfit;
  const [copied] = needed.copies;
  if (copied !== undefined) return `${copied.path} is of no package, and ${reference} does not have it: ${copied.why}`;
  const early = new Set(lines.packages.map(({ name }) => name));
  const installed = needed.packages.filter(({ name }) => early.has(name) || !lines.asked.has(name));
  if (
    installed.length > 0 &&
    (old.config?.user ?? '') !== '' &&
    old.config?.user !== '0' &&
    old.config?.user !== 'root'
  )
    return `${current} runs as ${old.config?.user}, who cannot install ${installed.map(({ name }) => name).join(', ')}`;
  const brought = broughtDependencies(image, base, lines, needed.installed);
  const { stored, low, high, compressed = 0 } = needed.bytes;
  const added = {
    stored: stored + brought.stored,
    low,
    high: Math.round(high + brought.stored * 1.5),
    compressed: compressed + brought.compressed,
  };
  if (old.stored.bytes - base.stored.bytes - added.stored < leastSavedBytes) return null;
  return suggestionFor(subject, stage, {
    current,
    old,
    base,
    text: text ?? reference,
    sibling,
    installed,
    translated,
    leftOut: leavesOut(base) && !leavesOut(old) ? documentation(image) : [],
    added,
  });
}

/** What the image's own lines install of it, and will not: the new base is set to leave it out. */
function documentation({ catalog, tree, ownFrom }: ImageEvidence): Entry[] {
  const nodes = catalog.of('dpkg').flatMap(({ files }) => files);
  const own = nodes.filter(
    (node) => node !== noNode && tree.layer(node) >= (ownFrom ?? 0) && isLeftOut(tree.path(node)),
  );
  return own.map((node) => tree.inode(node)).filter((inode) => inode !== noEntry);
}

function obstacleTo(
  { ownFrom, native }: ImageEvidence,
  old: BaseProfile,
  current: string,
  unnamed: string | null,
): string | null {
  if (ownFrom === null) return 'it is not known where the base ends';
  if (native === null) return 'the programs of the image could not be read';
  if ((old.config?.onbuild.length ?? 0) > 0) return `${current} runs lines of its own in each image: ONBUILD`;
  return unnamed === null ? null : `FROM names its base by a variable, and ${unnamed} cannot be named so`;
}

/** All that the image needs of the old base beyond what its own lines bring. */
function wantedOf(image: ImageEvidence, base: BaseProfile, lines: StagePrograms): Wanted {
  const { facts, tree, ownFrom, catalog } = image;
  const used = facts.entrypoint.state === 'known' ? usedFiles({ image, entrypoint: facts.entrypoint.value }) : [];
  const isOfBase = (node: PathNode) => tree.layer(node) < (ownFrom ?? 0);
  // Where the old base had them, the lines that ask for them stored nothing: they will.
  const asked = catalog.packages.filter(
    ({ name, manager, layer }) =>
      isOfSystem(manager) && lines.asked.has(name) && layer !== null && layer < (ownFrom ?? 0),
  );
  return {
    nodes: ownNativeFiles(image),
    files: used.filter(({ node }) => isOfBase(node)),
    packages: [
      ...lines.packages,
      ...dataOfBase(image, base, lines.fetches),
      ...asked
        .filter(({ name }) => !lines.packages.some((one) => one.name === name))
        .map(({ name }) => ({ name, why: 'a line installs it' })),
    ],
  };
}

/** Its lines call microdnf then. */
function withoutDnf(base: BaseProfile): BaseProfile {
  return { ...base, hasPath: (path) => /\/(?:dnf|yum)(?:-?\d)?$/.test(path) || base.hasPath(path) };
}

/** A library or program of the image's own that this system's compiler made; null where there is none. */
function compiledHere(image: ImageEvidence, current: string): string | null {
  const { tree, native, facts } = image;
  const system = facts.system.state === 'known' ? facts.system.value.id : null;
  if (native === null || system === null) return null;
  const isRedHat = /^(?:rhel|centos|rocky|almalinux|ol|fedora)$/.test(system);
  const mark = new RegExp(`\\b${isRedHat ? 'Red Hat' : system}\\b`, 'i');
  for (const node of ownNativeFiles(image)) {
    if (!native.at(node)?.compilers.some((compiler) => mark.test(compiler))) continue;
    return `${tree.path(node)} was compiled in this stage: it needs the compilers of ${current}. In a stage of its own it would not.`;
  }
  return null;
}

/** Native files of the image's own layers that no package of the system brought. */
function ownNativeFiles({ tree, native, catalog, ownFrom }: ImageEvidence): PathNode[] {
  return [...(native?.all() ?? [])].flatMap(({ node }) =>
    tree.layer(node) >= (ownFrom ?? 0) && !isOfSystem(catalog.ownerOf(node)?.manager ?? '') ? [node] : [],
  );
}

/** Packages that the image's own lines install, and will again: not those of the old base that they brought up to date. */
function ownPackages({ catalog, ownFrom }: ImageEvidence, old: BaseProfile): Set<string> {
  const own = catalog.packages.filter(
    ({ manager, layer, name }) =>
      isOfSystem(manager) && layer !== null && layer >= (ownFrom ?? 0) && old.hasPackage(name) === false,
  );
  return new Set(own.map(({ name }) => name));
}

function isOfSystem(manager: string): boolean {
  return manager === 'dpkg' || manager === 'apk' || manager === 'rpm';
}
