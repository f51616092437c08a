import type { PlainCommand } from '../../dockerfile/lint/plain-commands.ts';
import type { Instruction, Stage } from '../../dockerfile/syntax.ts';
import { noNode, type PathNode } from '../../image/merge.ts';
import type { ImageEvidence } from '../evidence.ts';
import type { Subject } from '../subject.ts';

/** RUN lines that the last stage does not need on a base without a shell. */
export interface StageRuns {
  readonly dropped: readonly Instruction[];
  /** Whether one of them makes users. */
  readonly makesUsers: boolean;
}

/** Data that the images of distroless have. */
const ofDistroless: ReadonlySet<string> = new Set([
  'ca-certificates',
  'ca-certificates-bundle',
  'tzdata',
  'netbase',
  'media-types',
  'base-files',
]);
/** Of these an empty image gets a copy where somebody asks for them. */
const ofScratch: ReadonlySet<string> = new Set(['ca-certificates', 'ca-certificates-bundle', 'tzdata', 'base-files']);
const installers: ReadonlySet<string> = new Set(['apt-get', 'apt', 'apk']);
/** Certificates that are added to those of the system. */
const ownRoots = '/usr/local/share/ca-certificates';
const userMakers: ReadonlySet<string> = new Set(['useradd', 'groupadd', 'adduser', 'addgroup']);
/** Make nothing that anyone would miss. */
const idle: ReadonlySet<string> = new Set(['set', 'true', ':', 'echo']);

/**
 * What the last stage's RUN lines are for. Libraries that they install are copied, so the lines can go.
 * @param libraries files that are copied beside
 * @param isBare whether the base has nothing
 * @returns a sentence where one does something that takes a shell
 */
export function stageRuns(
  subject: Subject,
  stage: Stage,
  image: ImageEvidence,
  libraries: readonly PathNode[],
  isBare: boolean,
): StageRuns | string {
  let makesUsers = false;
  const dropped: Instruction[] = [];
  for (const run of stage.instructions.filter(({ name }) => name === 'RUN')) {
    const read = subject.run(run);
    if (read.kind === 'left-alone') return `its last stage runs commands that cannot be read: ${read.why}`;
    const commands = subject.commands(run);
    if (commands.length < read.script.commands.length) return needsShell(subject, run, 'a command with variables');
    for (const command of commands) {
      const { name } = command;
      if (userMakers.has(name)) makesUsers = true;
      else if (installers.has(name)) {
        const why = unneeded(command, image, libraries, isBare ? ofScratch : ofDistroless);
        if (why !== null) return `its last stage ${why}`;
      } else if (name === 'update-ca-certificates') {
        if (hasOwnRoots(image)) return `its last stage adds the certificates in ${ownRoots} to those that it trusts`;
      } else if (!idle.has(name) && !removesCaches(command)) return needsShell(subject, run, name);
    }
    dropped.push(run);
  }
  return { dropped, makesUsers };
}

/** The data that lines of the stage install: what an empty image must get whatever the program names. */
export function askedData(subject: Subject, stage: Stage): { readonly roots: boolean; readonly zones: boolean } {
  const runs = stage.instructions.filter(({ name }) => name === 'RUN');
  const words = runs.flatMap((run) => subject.commands(run).flatMap(({ args }) => args));
  return { roots: words.includes('ca-certificates'), zones: words.includes('tzdata') };
}

function needsShell(subject: Subject, run: Instruction, what: string): string {
  return `line ${subject.line(run.start)} runs ${what} in the last stage, for which distroless has no shell: do it in the stage before, and copy what comes of it`;
}

/** They become part of the bundle whenever packages bring a new one, too. */
function hasOwnRoots({ tree }: ImageEvidence): boolean {
  const folder = tree.resolve(ownRoots);
  return folder !== noNode && [...tree.below(folder)].some((node) => tree.isFile(node));
}

/** What an installation brings beside the libraries that are copied anyway; null for nothing. */
function unneeded(
  { name: manager, args }: PlainCommand,
  image: ImageEvidence,
  libraries: readonly PathNode[],
  ofBase: ReadonlySet<string>,
): string | null {
  const { catalog, tree, facts } = image;
  const words = args.filter((word) => !word.startsWith('-'));
  const [action, ...names] = words;
  if (action === 'update' || action === 'clean' || action === 'upgrade' || action === 'autoremove') return null;
  const isApk = manager === 'apk';
  if (action !== (isApk ? 'add' : 'install')) return `runs ${manager} ${action ?? ''}`;
  if (names.some((word) => /^ca-certificates/.test(word)) && hasOwnRoots(image)) {
    return `adds the certificates in ${ownRoots} to those that it trusts`;
  }
  const owners = new Set([...libraries.map((node) => catalog.ownerOf(node)?.name), ...checkers(facts)]);
  for (const word of names) {
    const name = word.replace(/[=:/<>~@].*$/, '');
    if (ofBase.has(name) || owners.has(name)) continue;
    const known = catalog.of(isApk ? 'apk' : 'dpkg').find((one) => one.name === name);
    const isEmpty = known?.files.every((node) => node === noNode || /^\/usr\/share\//.test(tree.path(node))) ?? false;
    if (!isEmpty) return `installs ${name}, and it is not known that nothing else of it is needed than libraries`;
  }
  return null;
}

/** Programs of the image's health check: who gets here has one that does not need them. */
function checkers({ entrypoint }: ImageEvidence['facts']): string[] {
  const check = entrypoint.state === 'known' ? (entrypoint.value.healthCheck ?? []) : [];
  return ['curl', 'wget'].filter((name) => check.some((word) => new RegExp(`\\b${name}\\b`).test(word)));
}

function removesCaches({ name, args }: PlainCommand): boolean {
  return (
    name === 'rm' &&
    args.every(
      (word) => word.startsWith('-') || /^\/(?:var\/(?:lib\/apt|cache|log|tmp)|tmp|root\/\.cache)\//.test(word),
    )
  );
}
