import type { Instruction } from '../../dockerfile/syntax.ts';
import type { Entry } from '../../image/entries.ts';
import { noNode } from '../../image/merge.ts';
import { quotedPath } from '../built-in-last-stage/quoted-path.ts';
import type { RuleEdit } from '../draft.ts';
import { breakingIf, type Effect, type Rule, type Suggestion, skipped } from '../rule.ts';
import type { Subject } from '../subject.ts';
import { lastOf } from './command-edits.ts';
import { type DistrolessPlan, planDistroless } from './plan.ts';

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
  const { stage, chosen, oldBytes, entrypoint, image, dropped } = plan;
  const { base, libraries } = chosen;
  const megabytes = (bytes: number) => `${Math.round(bytes / 1e5) / 10} MB`;
  const before = Number.isFinite(oldBytes) ? `, in place of ${megabytes(oldBytes)}` : '';
  return {
    kind: 'suggestion',
    anchor: '',
    title: `Run on ${base.reference}`,
    reason: `It starts ${entrypoint.program ?? 'its program'} without a shell, and needs ${libraries.length === 0 ? 'nothing that this base does not have' : `${libraries.length} libraries that this base does not have: they are copied`}. The base has ${megabytes(base.stored.bytes)}${before}, and no shell or package manager for whoever breaks in.`,
    evidence: [
      `containers run ${entrypoint.runs.join(' ')}`,
      ...libraries.map(({ name, neededBy }) => `${name} is needed by ${image.tree.path(neededBy)}`),
    ],
    risk: breakingIf(
      'the program starts others by their names, opens libraries that no file names, or somebody needs a shell in the container',
    ),
    edits: [
      { start: stage.baseText.start, end: stage.baseText.end, text: base.reference },
      afterFrom(subject, plan),
      ...dropped.map((run) => wholeLines(subject, run)),
      ...userEdits(plan),
      ...plan.edits,
    ].filter(({ start, end, text }) => start !== end || text !== ''),
    effects: effectsOf(subject, plan),
    notes: [
      'There is no shell in a container of it: look inside with `docker debug`, or with the same base’s tag `debug`.',
      ...(plan.user.kind === 'numbered'
        ? [`No file tells the name of user ${plan.user.name} any more: programs that look it up do not find it.`]
        : []),
    ],
  };
}

/** What the new base lacks comes first: users must be known before files are given to them. */
function afterFrom(subject: Subject, { stage, image, source, user, chosen, variables }: DistrolessPlan): RuleEdit {
  const { lineEnd, keywordCase } = subject.style;
  const keyword = (word: string) => (keywordCase === 'lower' ? word.toLowerCase() : word);
  const lines: string[] = variables.map((one) => `${keyword('ENV')} ${one}`);
  if (user.kind === 'copied') lines.push(`${keyword('COPY')} --from=${source} /etc/passwd /etc/group /etc/`);
  if (chosen.libraries.length > 0) {
    const paths = chosen.libraries.map((library) => quotedPath(pathOfLibrary(image, library))).sort();
    lines.push(`${keyword('COPY')} --from=${source} ${[...paths, libraryFolder(image.platform)].join(' ')}`);
  }
  const workingDir = image.config.config?.WorkingDir || '/';
  if (workingDir !== '/' && lastOf(stage, 'WORKDIR') === null) lines.push(`${keyword('WORKDIR')} ${workingDir}`);
  const end = subject.text.indexOf('\n', stage.from.end);
  const at = end === -1 ? subject.text.length : end + 1;
  return { start: at, end: at, text: lines.map((line) => line + lineEnd).join('') };
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

function effectsOf(subject: Subject, { image, chosen, dropped }: DistrolessPlan): Effect[] {
  const { tree, model } = image;
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
    ...(chosen.libraries.length === 0
      ? []
      : [{ kind: 'keeps' as const, files: chosen.libraries.map(({ file }) => tree.inode(file)) }]),
  ];
}
