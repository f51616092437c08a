// Runs in the page, too: nothing but the language itself is at hand.

/** What is to be read of a project, by a container of the extension's own image. */
export interface ReadRequest {
  /** The extension's image, as Docker Desktop names it to the extension. */
  readonly image: string;
  /** An absolute path on the person's machine, as the desktop's dialog gives it. */
  readonly folder: string;
  /** Relative to the folder. */
  readonly dockerfile: string;
  /** As `sizeFilterText` writes it for an image; null to leave out what landed in it. */
  readonly sizes: string | null;
}

const target = '/project';
const script = 'backend/src/project/read-main.ts';

/**
 * The arguments of `docker run` that read a project's folder. Its standard output is one line of JSON, a `ReaderAnswer`.
 * They must reach docker as they are. `docker.cli.exec` does that with the option `stream`; without it Docker Desktop
 * hands them to a shell, where a path with a space or a quote breaks (docker/extensions-sdk, issue 303).
 *
 * The container has no network, no rights and nothing to write to, but for the folder, which it may only read.
 * `--mount` and not `-v`: a colon in the path does no harm, and a folder that is not there is an error and is not made.
 */
export function readArguments({ image, folder, dockerfile, sizes }: ReadRequest): string[] {
  return [
    '--rm',
    '--pull=never',
    '--network=none',
    '--read-only',
    '--cap-drop=ALL',
    '--security-opt=no-new-privileges',
    '--log-driver=none',
    '--memory=1g',
    '--pids-limit=64',
    // The values are a line of CSV.
    `--mount=type=bind,"source=${folder.replaceAll('"', '""')}",target=${target},readonly`,
    image,
    script,
    target,
    `--dockerfile=${dockerfile}`,
    ...(sizes === null ? [] : [`--sizes=${sizes}`]),
  ];
}

/** What the reader's own arguments are where it is run without a container; null where the arguments are not those above. */
export function readerArguments(args: readonly string[], image: string): string[] | null {
  const at = args.indexOf(image);
  if (at === -1 || args[at + 1] !== script || args[at + 2] !== target) return null;
  for (const arg of args.slice(0, at)) {
    const [, folder] = /^--mount=type=bind,"source=((?:[^"]|"")*)",/s.exec(arg) ?? [];
    if (folder !== undefined) return [folder.replaceAll('""', '"'), ...args.slice(at + 3)];
  }
  return null;
}
