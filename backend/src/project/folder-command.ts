// Runs in the page, too: nothing but the language itself is at hand.

/** A program of the extension that works on a project's folder, in a container of the extension's own image. */
export interface FolderProgram {
  /** Its place in the image, and in the repository. */
  readonly script: string;
  /** Whether the folder may be written to. */
  readonly writes: boolean;
}

export const reader: FolderProgram = { script: 'backend/src/project/read-main.ts', writes: false };
export const packer: FolderProgram = { script: 'backend/src/project/pack-main.ts', writes: false };
export const writer: FolderProgram = { script: 'backend/src/project/write-main.ts', writes: true };

/** Where the container has the folder. */
const target = '/project';

/**
 * The arguments of `docker run` that start a program on a folder. Its standard output is one line of JSON.
 * They must reach docker as they are. `docker.cli.exec` does that with the option `stream`; without it Docker Desktop
 * hands them to a shell, where a path with a space or a quote breaks (docker/extensions-sdk, issue 303).
 *
 * The container has no network, and nothing to write to but for the folder, if that. It has no rights; one that writes
 * has those to write what is another user's, and to leave it theirs: on Linux the folder is rarely root's.
 * `--mount` and not `-v`: a colon in the path does no harm, and a folder that is not there is an error and is not made.
 * @param image the extension's image, as Docker Desktop names it to the extension
 * @param folder an absolute path on the person's machine, as the desktop's dialog gives it
 */
export function folderArguments(
  image: string,
  folder: string,
  { script, writes }: FolderProgram,
  args: readonly string[],
): string[] {
  return [
    '--rm',
    '--pull=never',
    '--network=none',
    '--read-only',
    '--cap-drop=ALL',
    ...(writes ? ['--cap-add=DAC_OVERRIDE', '--cap-add=CHOWN', '--cap-add=FOWNER'] : []),
    '--security-opt=no-new-privileges',
    '--log-driver=none',
    '--memory=1g',
    '--pids-limit=64',
    // The values are a line of CSV.
    `--mount=type=bind,"source=${folder.replaceAll('"', '""')}",target=${target}${writes ? '' : ',readonly'}`,
    image,
    script,
    target,
    ...args,
  ];
}

/** The program and its arguments where it is run without a container; null where the arguments are not those above. */
export function programOf(
  args: readonly string[],
  image: string,
): { readonly program: FolderProgram; readonly args: string[] } | null {
  const at = args.indexOf(image);
  const program = [reader, writer].find(({ script }) => at !== -1 && script === args[at + 1]);
  if (program === undefined || args[at + 2] !== target) return null;
  for (const arg of args.slice(0, at)) {
    const [, folder] = /^--mount=type=bind,"source=((?:[^"]|"")*)",/s.exec(arg) ?? [];
    if (folder !== undefined) return { program, args: [folder.replaceAll('""', '"'), ...args.slice(at + 3)] };
  }
  return null;
}
