import { bytesText } from '../../bytes-text.ts';
import { noNode } from '../../image/merge.ts';
import type { BaseProfile } from '../base-profile.ts';
import { bytesOfEntries, type ImageEvidence } from '../evidence.ts';
import { breakingIf, type Effect, type Rule, type Skipped, type Suggestion, skipped } from '../rule.ts';
import type { Subject } from '../subject.ts';
import { droppedBy, prunedBy } from './dropped.ts';
import { type KeptFiles, keptFiles } from './kept-files.ts';
import { quotedPath } from './quoted-path.ts';
import type { App, RuntimePlan } from './recipe.ts';
import { recipes } from './recipes.ts';
import { partsOfStage, type StageParts, splitEdits, stageName } from './split-edits.ts';
import { stageLines } from './stage-lines.ts';
import { bytesOfNeeds, type SystemNeeds, systemNeeds } from './system-needs.ts';

/** Less is not worth a second stage. */
const leastSavedBytes = 4_000_000;
const leastSavedShare = 0.05;

export const builtInLastStage: Rule = {
  id: 'built-in-last-stage',
  level: 'multi-stage',
  title: 'Build in one stage, run in another',
  suggest: (subject) => {
    const { graph, image, result } = subject;
    if (image === null || result === null || graph.stages.length !== 1) return [];
    const outcome = suggestSplit(subject, image);
    return typeof outcome === 'string' ? [skipped(result.from.start, outcome)] : [outcome];
  },
};

function suggestSplit(subject: Subject, image: ImageEvidence): Suggestion | Skipped | string {
  const { result: stage } = subject;
  if (stage === null) return 'the Dockerfile has no stage';
  const obstacle = obstacleTo(subject, image);
  if (obstacle !== null) return obstacle;
  const parts = partsOfStage(stage);
  if (parts === null) return 'no line of the Dockerfile makes files';
  const { entrypoint } = image.facts;
  if (entrypoint.state !== 'known') return `what a container runs is not known: ${entrypoint.why}`;
  const workingDir = image.tree.resolve(image.config.config?.WorkingDir || '/');
  const app: App = { subject, image, entrypoint: entrypoint.value, workingDir: workingDir === noNode ? 0 : workingDir };
  let why: string | null = null;
  for (const recipe of recipes) {
    const plan = recipe.plan(app);
    if (plan === null) continue;
    if (typeof plan !== 'string') return firstOf([plan].flat(), (one) => split(app, parts, one));
    why ??= plan;
  }
  return (
    why ??
    `a container runs ${entrypoint.value.program ?? 'a program that is not known'}, of which it is not known what it needs`
  );
}

/** The first suggestion, or why there is none of the first. */
function firstOf<T>(choices: readonly T[], suggest: (choice: T) => Suggestion | string): Suggestion | string {
  let why: string | null = null;
  for (const choice of choices) {
    const made = suggest(choice);
    if (typeof made !== 'string') return made;
    why ??= made;
  }
  return why ?? 'no base fits';
}

function obstacleTo(subject: Subject, image: ImageEvidence): string | null {
  const { result: stage } = subject;
  if (image.ownFrom === null)
    return `it is not known where the base ends: ${image.boundary.state === 'unknown' ? image.boundary.why : ''}`;
  if (image.native === null) return 'the programs of the image could not be read';
  if (subject.target !== null) return `the build asks for the stage ${subject.target}, and would not reach a new one`;
  if (stage?.base.kind === 'scratch') return 'it is built from nothing already';
  if (stage?.instructions.some(({ name }) => name === 'ONBUILD')) return 'it is a base for other images: ONBUILD';
  return null;
}

function split(app: App, parts: StageParts, plan: RuntimePlan): Suggestion | string {
  const { subject, image } = app;
  const bases = plan.bases.flatMap((reference) => subject.bases(reference) ?? []).filter((one) => fits(app, plan, one));
  if (bases.length === 0) {
    return `no base is known that ${plan.what} could run on (${plan.bases.join(', ') || 'none fits'})`;
  }
  const kept = keptFiles(image, droppedBy(app, plan), prunedBy(plan));
  if (typeof kept === 'string') return kept;
  if (buildsNothing(app, kept)) return 'nothing is built that could stay behind: a lighter base does the same';
  const lost = lostFiles(app, plan, kept);
  if (lost !== null) return lost;
  return firstOf(bases, (base) => splitOnto(app, parts, plan, kept, base));
}

function splitOnto(
  app: App,
  parts: StageParts,
  plan: RuntimePlan,
  kept: KeptFiles,
  base: BaseProfile,
): Suggestion | string {
  const { subject, image } = app;
  const needs = systemNeeds(app, plan, kept, base);
  if (typeof needs === 'string') return needs;
  const name = parts.stage.name ?? stageName(subject);
  const lines = stageLines(app, parts, plan, kept, base, needs, name);
  if (typeof lines === 'string') return lines;
  const added = plan.adds?.stored ?? 0;
  const stored = bytesOfEntries(image, kept.files) + base.stored.bytes + bytesOfNeeds(app, needs) + added;
  const today = storedOn(app);
  const saved = today - stored;
  if (saved < leastSavedBytes || saved < today * leastSavedShare)
    return 'a stage of its own would save next to nothing';
  const prunes = plan.prunes.filter(({ asRoot }) => !asRoot).map(({ command }) => command);
  const removals = [
    ...plan.prunes.filter(({ asRoot }) => asRoot).map(({ command }) => command),
    ...(plan.made ?? []).flatMap(({ commands }) => commands),
    ...removalCommands(kept),
  ];
  const stage = { base: base.reference, prunes, removals, lines };
  const edits = [...splitEdits(subject, parts, name, stage), ...(plan.edits ?? [])];
  return {
    kind: 'suggestion',
    anchor: '',
    title: `Build in one stage, run ${plan.what} in another`,
    reason: reasonOf(plan, kept, base, image),
    evidence: [...plan.evidence, ...needs.evidence],
    risk: breakingIf(plan.breaksIf),
    edits,
    effects: effectsOf(image, plan, kept, base, needs),
    notes: [...(plan.notes ?? []), ...needs.notes],
  };
}

/** What the image takes on the base that the Dockerfile now names, which may be a lighter one than it was built on. */
function storedOn({ subject, image }: App): number {
  const { storedBytes, layers } = image.model.accounting;
  const from = subject.result?.base;
  const base = from?.kind === 'image' ? subject.bases(from.reference.text) : null;
  if (base === null) return storedBytes;
  const inherited = layers.slice(0, image.ownFrom ?? 0).reduce((sum, layer) => sum + layer.storedBytes, 0);
  return Math.min(storedBytes, storedBytes - inherited + base.stored.bytes);
}

/** Whether the image's own files are all kept, and no command made them. */
function buildsNothing({ subject, image }: App, kept: KeptFiles): boolean {
  if (subject.result?.instructions.some(({ name }) => name === 'RUN')) return false;
  const { layers } = image.model.accounting;
  const own = layers.slice(image.ownFrom ?? 0).reduce((sum, layer) => sum + layer.storedBytes, 0);
  return own - bytesOfEntries(image, kept.files) < leastSavedBytes;
}

/** Whether it has the programs of the old base that start the container. */
function fits({ image: { tree, catalog, ownFrom }, entrypoint }: App, plan: RuntimePlan, base: BaseProfile): boolean {
  const replaced = new Set(plan.replaced ?? []);
  const programs = [entrypoint.program, ...entrypoint.steps.map(({ path }) => path)];
  return programs.every((path) => {
    const node = path === null ? noNode : tree.at(path);
    if (path === null || node === noNode || replaced.has(node) || tree.layer(node) >= (ownFrom ?? 0)) return true;
    return catalog.ownerOf(node)?.manager === 'dpkg' || base.hasPath(path) !== false;
  });
}

/** What certainly is loaded to start must be there: else the plan is wrong, and nothing is suggested. */
function lostFiles({ image, entrypoint }: App, plan: RuntimePlan, kept: KeptFiles): string | null {
  const { tree, ownFrom, catalog } = image;
  const replaced = new Set(plan.replaced ?? []);
  for (const path of entrypoint.closure.files) {
    const node = tree.at(path);
    if (node === noNode || kept.nodes.has(node) || replaced.has(node) || tree.layer(node) < (ownFrom ?? 0)) continue;
    const manager = catalog.ownerOf(node)?.manager;
    if (manager === 'dpkg' || manager === 'apk' || manager === 'rpm') continue;
    return `${path} is needed to start, and would not be copied`;
  }
  return null;
}

/** Whatever version the next build installs. */
function removedPath(path: string): string {
  return /^[\w/.-]+$/.test(path) ? path.replace(/-\d[^/-]*(?=\.dist-info$)/, '-*') : quotedPath(path);
}

function removalCommands({ removals }: KeptFiles): string[] {
  return removals.length === 0 ? [] : [`rm -rf ${removals.map(removedPath).join(' ')}`];
}

function reasonOf({ what }: RuntimePlan, kept: KeptFiles, base: BaseProfile, image: ImageEvidence): string {
  return `All that is only needed to build stays in the first stage: of ${bytesText(image.model.accounting.storedBytes)} the last one gets ${bytesText(bytesOfEntries(image, kept.files))}, on ${base.reference}. It runs ${what} as before.`;
}

function effectsOf(
  image: ImageEvidence,
  plan: RuntimePlan,
  kept: KeptFiles,
  base: BaseProfile,
  { files, bytes }: SystemNeeds,
): Effect[] {
  return [
    { kind: 'new-stage', base, files: new Set([...kept.files, ...files]) },
    ...(plan.made ?? []).map(
      ({ to }, at): Effect => ({
        kind: 'makes',
        folder: image.tree.at(to),
        loads: plan.loads ?? [],
        // Of all folders together.
        ...(at === 0 && plan.adds !== undefined ? plan.adds : { stored: 0, low: 0, high: 0 }),
      }),
    ),
    ...(plan.shrinks ?? []).map((one): Effect => ({ kind: 'shrinks', ...one })),
    ...[bytes, ...(plan.adds === undefined || plan.made !== undefined ? [] : [plan.adds])].flatMap((one) =>
      one.stored === 0 ? [] : [{ kind: 'adds' as const, ...one }],
    ),
  ];
}
