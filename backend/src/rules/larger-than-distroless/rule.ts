import { bytesText } from '../../bytes-text.ts';
import type { Instruction } from '../../dockerfile/syntax.ts';
import type { Entry } from '../../image/entries.ts';
import { noNode } from '../../image/merge.ts';
import type { Risk } from '../../rewrite-answers.ts';
import { quotedPath } from '../built-in-last-stage/quoted-path.ts';
import type { RuleEdit } from '../draft.ts';
import { breakingIf, type Effect, type Rule, review, type Suggestion, skipped } from '../rule.ts';
import type { Subject } from '../subject.ts';
import { lastOf } from './command-edits.ts';
import { type DistrolessPlan, planDistroless } from './plan.ts';
import { scratch } from './scratch.ts';

export const largerThanDistroless: Rule = {
  id: 'larger-than-distroless',
  level: 'distroless',
  title: 'Run on a base without shell and package manager',
  suggest: (subject) => {
    const plan = planDistroless(subject, true);
    if (plan === null) return [];
    return typeof plan === 'string'
      ? [skipped(subject.result?.from.start ?? null, plan)]
      : [suggestionOf(subject, plan)];
  },
};

function suggestionOf(subject: Subject, plan: DistrolessPlan): Suggestion {
  const { stage, chosen, image, dropped, entrypoint, notScratch } = plan;
  const { base, libraries, needs } = chosen;
  return {
    kind: 'suggestion',
    anchor: '',
    title: `Run on ${base.reference}`,
    reason: reasonOf(plan),
    evidence: [
      `containers run ${entrypoint.runs.join(' ')}`,
      ...libraries.map(({ name, neededBy }) => `${name} is needed by ${image.tree.path(neededBy)}`),
      ...(plan.init === null ? [] : [`${plan.init.path} starts it, and goes along`]),
      ...(needs?.evidence ?? []),
      ...(notScratch === null ? [] : [`not on scratch: ${notScratch}`]),
    ],
    risk: riskOf(plan),
    edits: [
      { start: stage.baseText.start, end: stage.baseText.end, text: base.reference },
      afterFrom(subject, plan),
      ...dropped.map((run) => wholeLines(subject, run)),
      ...userEdits(plan),
      ...plan.edits,
    ].filter(({ start, end, text }) => start !== end || text !== ''),
    effects: effectsOf(subject, plan),
    notes: [
      isBare(plan)
        ? 'There is no shell in a container of it: look inside with `docker debug`.'
        : 'There is no shell in a container of it: look inside with `docker debug`, or with the same base’s tag `debug`.',
      ...knownBetter(plan),
      ...(plan.user.kind === 'numbered'
        ? [`No file tells the name of user ${plan.user.name} any more: programs that look it up do not find it.`]
        : []),
    ],
  };
}

/** What a person may know of the program, and its file does not tell. */
function knownBetter({ chosen, image }: DistrolessPlan): string[] {
  const { needs, files } = chosen;
  const { tree } = image;
  const kinds: readonly [boolean, RegExp, string][] = [
    [needs?.roots ?? false, /\/ca-certificates\.crt$/, 'makes no connections over TLS'],
    [needs?.zones ?? false, /\/zoneinfo\.zip$/, 'asks for no time zone by its name'],
    [needs?.types ?? false, /\/(?:mime\.types|globs2)$/, 'hands out no files'],
  ];
  const lines = kinds.flatMap(([isNeeded, path, does]) => {
    const file = isNeeded ? files.find((one) => path.test(one.path)) : undefined;
    return file === undefined ? [] : [`${does} may leave out ${file.path} (${kilobytes(tree.size(file.node))})`];
  });
  return lines.length === 0
    ? []
    : [
        `What the program has in it tells what it may ask for, not what it does. Who knows that it ${lines.join(', ')}.`,
      ];
}

function kilobytes(bytes: number): string {
  return `${Math.round(bytes / 1000)} kB`;
}

function isBare({ chosen }: DistrolessPlan): boolean {
  return chosen.base.reference === scratch.reference;
}

function reasonOf(plan: DistrolessPlan): string {
  const { chosen, entrypoint, oldBytes } = plan;
  const { base, libraries, files } = chosen;
  const before = Number.isFinite(oldBytes) ? `, in place of ${bytesText(oldBytes)}` : '';
  const program = entrypoint.program ?? 'its program';
  if (isBare(plan)) {
    const copied = libraries.length + files.length;
    const start = `It starts ${program} without a shell`;
    if (copied === 0)
      return `${start}, and needs nothing of a system${before}: nothing is there for whoever breaks in.`;
    return `${start}, and needs ${copied} files of the system, ${bytesText(chosen.bytes)}${before}: they are copied, and nothing else is there for whoever breaks in.`;
  }
  const lacks =
    libraries.length === 0
      ? 'nothing that this base does not have'
      : `${libraries.length} libraries that this base does not have: they are copied`;
  return `It starts ${program} without a shell, and needs ${lacks}. The base has ${bytesText(base.stored.bytes)}${before}, and no shell or package manager for whoever breaks in.`;
}

function riskOf(plan: DistrolessPlan): Risk {
  const shell = 'somebody needs a shell in the container';
  if (!isBare(plan)) {
    return breakingIf(`the program starts others by their names, opens libraries that no file names, or ${shell}`);
  }
  const { roots, zones, types, users, temporary, startsNone } = plan.chosen.needs ?? nothingKnown;
  const lacking = [
    ...(roots ? [] : ['certificates to trust']),
    ...(zones ? [] : ['time zones']),
    ...(types ? [] : ['types of files']),
    ...(users || plan.user.kind === 'copied' ? [] : ['names and home folders of users']),
    ...(temporary ? [] : ['/tmp']),
  ];
  const lacks = `scratch has ${['no shell', ...lacking.map((one) => `no ${one}`)].join(', ')}`;
  return startsNone
    ? review(`${lacks}: the program names none of it, and starts no others`)
    : breakingIf(`the program starts others by their names, or finds files that it does not name: ${lacks}`);
}

const nothingKnown = { roots: false, zones: false, types: false, users: false, temporary: false, startsNone: false };

/** What the new base lacks comes first: users must be known before files are given to them. */
function afterFrom(subject: Subject, plan: DistrolessPlan): RuleEdit {
  const { stage, image, source, user, chosen, variables } = plan;
  const { lineEnd, keywordCase } = subject.style;
  const keyword = (word: string) => (keywordCase === 'lower' ? word.toLowerCase() : word);
  const lines: string[] = variables.map((one) => `${keyword('ENV')} ${one}`);
  if (user.kind === 'copied') lines.push(`${keyword('COPY')} --from=${source} /etc/passwd /etc/group /etc/`);
  for (const [folder, paths] of copiesByFolder(plan)) {
    lines.push(`${keyword('COPY')} --from=${source} ${[...paths, folder].join(' ')}`);
  }
  const workingDir = image.config.config?.WorkingDir || '/';
  const isTold = lastOf(stage, 'WORKDIR') !== null;
  if (chosen.needs?.temporary) {
    lines.push(`${keyword('WORKDIR')} /tmp`);
    if (isTold && !startsAbsolute(stage)) lines.push(`${keyword('WORKDIR')} /`);
  }
  if (!isTold && (workingDir !== '/' || chosen.needs?.temporary)) lines.push(`${keyword('WORKDIR')} ${workingDir}`);
  const end = subject.text.indexOf('\n', stage.from.end);
  const at = end === -1 ? subject.text.length : end + 1;
  return { start: at, end: at, text: lines.map((line) => line + lineEnd).join('') };
}

/** Whether nothing in front of the stage's first absolute WORKDIR depends on where it is. */
function startsAbsolute({ instructions }: DistrolessPlan['stage']): boolean {
  const first = instructions.findIndex(({ name }) => name === 'WORKDIR');
  return instructions.slice(0, first + 1).every(({ name, values }) => {
    if (name === 'WORKDIR') return values[0]?.text.startsWith('/') ?? false;
    return (name !== 'COPY' && name !== 'ADD') || (values.at(-1)?.text.startsWith('/') ?? false);
  });
}

/** Sorted, so that the same image always gives the same lines. */
function copiesByFolder(plan: DistrolessPlan): [string, string[]][] {
  const { image, chosen } = plan;
  const folders = new Map<string, string[]>();
  const add = (path: string, folder: string) => folders.set(folder, [...(folders.get(folder) ?? []), quotedPath(path)]);
  for (const library of chosen.libraries) {
    const path = pathOfLibrary(image, library);
    add(path, isBare(plan) ? folderOfLoader(path, image.platform) : libraryFolder(image.platform));
  }
  for (const { path } of chosen.files) add(path, path.slice(0, path.lastIndexOf('/') + 1));
  return [...folders]
    .map(([folder, paths]): [string, string[]] => [folder, paths.sort()])
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The loader looks into the folders of its own system without being told, but not into others. */
function folderOfLoader(path: string, platform: string): string {
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  return /^\/(?:usr\/)?lib(?:64|32)?\/(?:[\w-]+-linux-[\w]+\/)?$/.test(folder) ? folder : libraryFolder(platform);
}

/** By the name that loaders look for: COPY follows the symlink, and the copy has its name. */
function pathOfLibrary(
  { tree }: DistrolessPlan['image'],
  { name, file }: DistrolessPlan['chosen']['libraries'][number],
): string {
  const path = tree.path(file);
  const link = `${path.slice(0, path.lastIndexOf('/'))}/${name}`;
  return tree.resolve(link) === file ? link : path;
}

function libraryFolder(platform: string): string {
  const [, architecture = ''] = platform.split('/');
  const machines: Readonly<Record<string, string>> = {
    amd64: 'x86_64-linux-gnu',
    arm64: 'aarch64-linux-gnu',
    ppc64le: 'powerpc64le-linux-gnu',
    s390x: 's390x-linux-gnu',
    riscv64: 'riscv64-linux-gnu',
  };
  const machine = machines[architecture];
  return machine === undefined ? '/usr/lib/' : `/usr/lib/${machine}/`;
}

function userEdits({ stage, user }: DistrolessPlan): RuleEdit[] {
  if (user.kind !== 'numbered') return [];
  return stage.instructions
    .filter((one) => one === lastOf(stage, 'USER'))
    .map(({ argument }) => ({ start: argument.start, end: argument.end, text: user.numbers }));
}

function wholeLines({ text }: Subject, { start, end }: Instruction): RuleEdit {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const to = text.indexOf('\n', end);
  return { start: from, end: to === -1 ? text.length : to + 1, text: '' };
}

function effectsOf(subject: Subject, { image, chosen, dropped, user }: DistrolessPlan): Effect[] {
  const { tree, model } = image;
  const users = user.kind === 'copied' ? ['/etc/passwd', '/etc/group'].map((path) => tree.at(path)) : [];
  const copied = [...chosen.libraries.map(({ file }) => file), ...chosen.files.map(({ node }) => node), ...users]
    .filter((node) => node !== noNode)
    .map((node) => tree.inode(node));
  const { entries } = model.merged;
  const gone: Entry[] = [];
  const layers = new Set(dropped.flatMap((run) => subject.layersOf(run)));
  if (layers.size > 0) {
    for (const node of tree.below(0)) {
      const inode = tree.inode(node);
      if (inode !== noNode && layers.has(entries.layer(inode))) gone.push(inode);
    }
  }
  return [
    ...(gone.length === 0 ? [] : [{ kind: 'removes' as const, files: gone }]),
    ...(dropped.length === 0 ? [] : [{ kind: 'adds-nothing' as const }]),
    { kind: 'replaces-base', base: chosen.base },
    ...(copied.length === 0 ? [] : [{ kind: 'keeps' as const, files: copied }]),
  ];
}
