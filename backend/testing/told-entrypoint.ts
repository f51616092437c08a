import type { ImageConfig } from '../src/engine/described-image.ts';
import type { Entrypoint } from '../src/inspection-answers.ts';
import { entrypoint } from '../src/inspectors/entrypoint/entrypoint.ts';
import type { FoundRuntime } from '../src/inspectors/inspector.ts';
import { elfFile } from './elf-writer.ts';
import { catalogOf, inspectedImage } from './inspected.ts';
import { type Entry, file, symlink } from './tar-writer.ts';

type Config = Partial<NonNullable<ImageConfig['config']>>;

export const none = catalogOf({ layers: [] });
export const executable = { mode: 0o755 };
export const loaderPath = '/lib64/ld-linux-x86-64.so.2';
export const elf = elfFile({ interpreter: loaderPath, dynamic: { needed: ['libc.so.6'] } });
export const program = (path: string) => file(path, elf, executable);
export const script = (path: string, text: string) => file(path, text, executable);

export const libraries = [
  file('lib64/ld-linux-x86-64.so.2', elfFile({ dynamic: { soname: 'ld-linux-x86-64.so.2' } })),
  file('usr/lib/libc.so.6', elfFile({ dynamic: { soname: 'libc.so.6' } })),
];
export const system = [
  ...libraries,
  program('usr/bin/dash'),
  symlink('bin/sh', '/usr/bin/dash'),
  program('usr/bin/env'),
  program('usr/bin/tini'),
  program('usr/sbin/gosu'),
  program('usr/local/bin/node'),
  program('usr/bin/python3.13'),
  symlink('usr/bin/python3', 'python3.13'),
  program('opt/java/bin/java'),
];

/** What is said of an image with these programs, a shell and some interpreters among them. */
export function told(
  config: Config,
  entries: readonly Entry[] = [],
  foundRuntimes: readonly FoundRuntime[] = [],
): Entrypoint {
  const image = inspectedImage({ layers: [[...system, ...entries]], config });
  const fact = entrypoint.tell(image, { packages: none, foundRuntimes });
  if (fact.state !== 'known') throw new Error(fact.why);
  return fact.value;
}

export const shellForm = (text: string) => ['/bin/sh', '-c', text];
export const words = ({ steps }: Entrypoint) => steps.map(({ kind, path }) => `${kind} ${path}`);
