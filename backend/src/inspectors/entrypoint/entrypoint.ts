import type { Entry } from '../../image/entries.ts';
import { noNode, type PathNode } from '../../image/merge.ts';
import type { Entrypoint } from '../../inspection-answers.ts';
import { closureOf } from '../elf/closure.ts';
import { libraryReaders } from '../elf/library-loader.ts';
import { newestByFamily } from '../elf/symbol-families.ts';
import { passwdReader, runningUser } from '../exposure/user.ts';
import type { InspectedImage } from '../inspected-image.ts';
import { absent, type FactInspector, known } from '../inspector.ts';
import { scriptReader } from '../scripts/script-reader.ts';
import type { CommandState } from './command-state.ts';
import { followCommand } from './follow-command.ts';
import { packageScriptsReader } from './package-scripts.ts';

const maxFilesTold = 2000;

/** From the configured command through shells, wrappers and scripts to the program that stays, and what that needs. */
export const entrypoint: FactInspector<'entrypoint'> = {
  fact: 'entrypoint',
  readers: [...libraryReaders, scriptReader, packageScriptsReader, passwdReader],
  tell: (image, { foundRuntimes }) => {
    const {
      Entrypoint: first,
      Cmd: second,
      Shell,
      WorkingDir,
      ExposedPorts,
      Healthcheck,
      Env,
    } = image.config.config ?? {};
    const command = [...(first ?? []), ...(second ?? [])];
    if (command.length === 0) return absent('the image names no command: whoever runs it has to');
    const state: CommandState = {
      image,
      runtimes: foundRuntimes,
      steps: [],
      besides: [],
      files: new Set(),
      variables: new Map((Env ?? []).map((line) => split(line))),
      workingDir: WorkingDir || '/',
      whyShell: null,
      shellRuns: new Set(),
    };
    const end = followCommand(command, state);
    const user = runningUser(image);
    const value: Entrypoint = {
      command,
      form: isShellForm(first, Shell) || isShellForm(second, Shell) ? 'shell' : 'exec',
      steps: state.steps,
      program: end.program === noNode ? null : image.tree.path(end.program),
      runtime: end.runtime,
      script: end.script,
      runs: end.runs,
      besides: state.besides,
      unresolved: end.unresolved,
      needsShell: state.whyShell !== null,
      whyShell: state.whyShell,
      shellRuns: [...state.shellRuns],
      ...closure(image, state.files),
      user: user.written === '' ? 'root' : user.written,
      uid: user.uid,
      gid: user.gid,
      workingDir: WorkingDir || '/',
      exposedPorts: Object.keys(ExposedPorts ?? {}),
      healthCheck: Healthcheck?.Test != null && Healthcheck.Test[0] !== 'NONE' ? Healthcheck.Test : null,
    };
    return known(value, [{ path: null, says: said(first, second) }]);
  },
};

const defaultShell = ['/bin/sh', '-c'];

/** Builders write the shell form as the shell with the text behind it. */
function isShellForm(
  words: readonly string[] | null | undefined,
  shell: readonly string[] | null | undefined,
): boolean {
  const start = shell ?? defaultShell;
  return words != null && words.length === start.length + 1 && start.every((word, i) => words[i] === word);
}

function split(line: string): [string, string] {
  const equals = line.indexOf('=');
  return equals === -1 ? [line, ''] : [line.slice(0, equals), line.slice(equals + 1)];
}

function said(entrypoint: readonly string[] | null | undefined, command: readonly string[] | null | undefined): string {
  const parts = [
    entrypoint == null ? null : `ENTRYPOINT ${JSON.stringify(entrypoint)}`,
    command == null ? null : `CMD ${JSON.stringify(command)}`,
  ];
  return parts.filter((part) => part !== null).join(', ');
}

type Needs = Pick<Entrypoint, 'closure' | 'closureOpenEnd' | 'closureLinks' | 'symbolVersions'>;

/** All that is certainly opened, each inode once. */
function closure(image: InspectedImage, opened: ReadonlySet<PathNode>): Needs {
  const { tree } = image;
  const files = new Map<Entry, PathNode>();
  const links = new Set<PathNode>();
  const missing = new Set<string>();
  const needed: { versions: readonly string[]; neededBy: PathNode }[] = [];
  let openEnd: string | null = null;
  for (const node of opened) {
    const one = closureOf(image, node);
    for (const file of one.files) if (!files.has(tree.inode(file))) files.set(tree.inode(file), file);
    for (const link of one.links) links.add(link);
    for (const { library } of one.missing) missing.add(library);
    needed.push(...one.symbolVersions);
    openEnd ??= one.openEnd;
  }
  const nodes = [...files.values()];
  return {
    closure: {
      files: nodes.slice(0, maxFilesTold).map((node) => tree.path(node)),
      bytes: nodes.reduce((sum, node) => sum + tree.size(node), 0),
      missing: [...missing],
    },
    closureOpenEnd: openEnd,
    closureLinks: [...links].slice(0, maxFilesTold).map((node) => tree.path(node)),
    symbolVersions: newestByFamily(needed).map(({ family, version, neededBy }) => ({
      family,
      version,
      path: tree.path(neededBy),
    })),
  };
}
