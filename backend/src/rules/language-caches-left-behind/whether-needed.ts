import type { Instruction } from '../../dockerfile/syntax.ts';
import { stagesOfImage } from '../image-stages.ts';
import type { Subject } from '../subject.ts';
import type { Ecosystem } from './ecosystem.ts';

/** Why a cache has to stay in the image; null where it need not. */
export function whyNeeded(
  subject: Subject,
  { name, atRunTime, offline }: Ecosystem,
  runs: readonly Instruction[],
  folders: readonly string[],
): string | null {
  const instructions = stagesOfImage(subject).flatMap((stage) => stage.instructions);
  const started = instructions
    .filter((one) => /^(?:CMD|ENTRYPOINT|HEALTHCHECK)$/.test(one.name))
    .map(({ values }) => values.map(({ text }) => text).join(' '));
  const { Cmd, Entrypoint, Healthcheck } = subject.image?.config.config ?? {};
  const configured = [Entrypoint, Cmd, Healthcheck?.Test].map((words) => (words ?? []).join(' '));
  if (atRunTime.source !== '^$' && [...started, ...configured].some((words) => atRunTime.test(words))) {
    return `containers run something that works with what ${name} downloaded`;
  }
  for (const run of instructions) {
    if (run.name !== 'RUN' || offline.source === '^$') continue;
    const words = subject
      .commands(run)
      .flatMap(({ args, command }) => [
        ...args,
        ...command.assignments.map(({ name: variable, value }) => `${variable}=${value?.value ?? ''}`),
      ]);
    // A cache mount may be emptied while the layer of what filled it is still there.
    if (words.some((word) => offline.test(word)))
      return `line ${subject.line(run.start)} works offline, with nothing but the cache`;
  }
  if (runs.some((run) => run.flags.some((flag) => flag.name === 'network' && flag.value === 'none'))) {
    return 'a RUN has no network, so it works with nothing but the cache';
  }
  return whyCopied(subject, instructions, folders);
}

function whyCopied(subject: Subject, own: readonly Instruction[], folders: readonly string[]): string | null {
  const ofImage = new Set(stagesOfImage(subject).map(({ index }) => index));
  const copying = subject.graph.edges
    .filter(({ kind, source }) => kind !== 'base' && source.kind === 'stage' && ofImage.has(source.index))
    .map(({ instruction }) => instruction);
  const copied = own.filter(({ name }) => /^(?:COPY|ADD)$/.test(name));
  for (const instruction of [...copying, ...copied]) {
    const paths = [...(subject.place(instruction)?.expanded ?? []), ...instruction.values.map(({ text }) => text)];
    const touched = folders.find((folder) => paths.some((path) => path?.startsWith(folder)));
    if (touched !== undefined) return `line ${subject.line(instruction.start)} has to do with ${touched}`;
  }
  for (const instruction of copying) {
    const from = (subject.place(instruction)?.expanded ?? []).slice(0, -1);
    const whole = from.find(
      (path) => path !== null && folders.some((folder) => folder.startsWith(`${path.replace(/\/+$/, '')}/`)),
    );
    if (whole !== undefined) return `line ${subject.line(instruction.start)} takes ${whole} to another stage`;
  }
  return null;
}

/** Whether a RUN removes folders itself, or what they are in: of a mount that would fail. */
export function isCleaned(subject: Subject, run: Instruction, folders: readonly string[]): boolean {
  return subject.commands(run).some(({ name, args, command }) => {
    const words = args.join(' ');
    if (/^(?:npm|yarn|pnpm|go|composer|pip\d*)$/.test(name)) {
      return /^(?:cache (?:clean|purge|remove)|store prune|clean .*-(?:mod)?cache|clear-?cache|cc)\b/.test(words);
    }
    if (!/^(?:rm|mv|rmdir)$/.test(name) && !(name === 'find' && /-delete\b|\brm\b/.test(words))) return false;
    return command.args.some(({ value, kind }) => {
      const path = value.replace(/^(?:~|\$HOME|\$\{HOME\})(?=\/|$)/, '/root').replace(/\/\*?$/, '');
      if (kind === 'expanded' && path.includes('$')) return /cache|gopath|cargo|home|gem|m2|gradle/i.test(path);
      if (cacheFolder.test(path)) return true;
      const isAbsolute = value.startsWith('/') || path.startsWith('/');
      return isAbsolute && folders.some((folder) => isWithin(folder, path) || isWithin(path, folder));
    });
  });
}

const cacheFolder = /(?:^|\/)\.(?:npm|m2|gradle|cargo|cache|composer|bundle)$/;

function isWithin(path: string, folder: string): boolean {
  return `${path}/`.startsWith(`${folder}/`);
}

/** Later ones keep their packages elsewhere, and may load programs from there. */
export function isYarnOne({ text, project }: Subject): boolean {
  if (/\.yarnrc\.yml|\.yarn\b|--immutable|yarn set version|workspaces focus|corepack|\byarn@(?:[2-9]|berry)/.test(text))
    return false;
  return !(project?.files ?? []).some(
    ({ path, text: content }) =>
      path.endsWith('.yarnrc.yml') ||
      (path.endsWith('package.json') && /"packageManager"\s*:\s*"yarn@(?:[2-9]|\d\d)/.test(content ?? '')) ||
      (path.endsWith('yarn.lock') && content?.includes('__metadata:')),
  );
}
