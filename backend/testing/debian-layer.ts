import { elfFile } from './elf-writer.ts';
import { sized } from './found-waste.ts';
import { type Entry, file } from './tar-writer.ts';

export interface InstalledPackage {
  readonly name: string;
  readonly depends?: string;
  /** Installed for others. */
  readonly auto?: boolean;
  /** Its SONAME. */
  readonly library?: string;
}

/** A layer in which dpkg has installed these packages; each has one file of 100,000 bytes, or a library. */
export function debianLayer(...packages: readonly InstalledPackage[]): Entry[] {
  const status = packages.map(
    ({ name, depends }) =>
      `Package: ${name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1\n${depends === undefined ? '' : `Depends: ${depends}\n`}`,
  );
  const auto = packages
    .filter((one) => one.auto)
    .map(({ name }) => `Package: ${name}\nArchitecture: amd64\nAuto-Installed: 1\n`);
  return [
    file('var/lib/dpkg/status', status.join('\n')),
    file('var/lib/apt/extended_states', auto.join('\n')),
    ...packages.flatMap(({ name, library }) => {
      const path = library === undefined ? `usr/lib/${name}/data` : `usr/lib/${library}.0.0`;
      const content =
        library === undefined
          ? sized(path, 100_000)
          : file(path, Buffer.concat([elfFile({ type: 3, dynamic: { soname: library } }), Buffer.alloc(100_000)]));
      return [content, file(`var/lib/dpkg/info/${name}.list`, `/.\n/${path}\n`)];
    }),
  ];
}
