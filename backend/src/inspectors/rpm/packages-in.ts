import { Unreadable } from '../../readings/file-reader.ts';
import { type FileList, FileListBuilder } from '../file-list.ts';
import { checkPackageCount } from '../record-limit.ts';
import { dependencies } from './dependencies.ts';
import { filesOf } from './files-of.ts';
import { RpmHeader, tag } from './header.ts';
import { SqliteFile, type SqlValue } from './sqlite-file.ts';

export interface RpmPackage {
  readonly name: string;
  /** With epoch and release: `1:2.3-4.fc42`. */
  readonly version: string;
  /** Empty for keys, which rpm keeps as packages. */
  readonly architecture: string;
  readonly files: FileList;
  /** Files that it owns but did not bring, such as logs: they may be absent. */
  readonly ghosts: FileList;
  /** Places of the packages that it needs. */
  readonly dependsOn: readonly number[];
}

export interface RpmPackages {
  readonly packages: readonly RpmPackage[];
  /** Rows that describe no package. */
  readonly broken: number;
  /** Why the other rows could not be read; null where all were. */
  readonly cutOff: string | null;
}

/** As rpm has them; none can hide control characters. */
const nameForm = /^[A-Za-z0-9_][A-Za-z0-9._+-]{0,254}$/;
const versionForm = /^[A-Za-z0-9._+~^]{1,254}$/;
const architectureForm = /^[A-Za-z0-9_]{0,254}$/;

/** @throws Unreadable where the bytes are no database of packages */
export function packagesIn(bytes: Buffer): RpmPackages {
  const headers: RpmHeader[] = [];
  let broken = 0;
  let cutOff: string | null = null;
  try {
    for (const { values } of new SqliteFile(bytes).rows('Packages')) {
      checkPackageCount(headers.length + broken + 1);
      const header = headerIn(values[1]);
      if (header === null) broken++;
      else headers.push(header);
    }
  } catch (error) {
    if (!(error instanceof Unreadable) || headers.length === 0) throw error;
    cutOff = error.message;
  }
  const files = new FileListBuilder();
  const ghosts = new FileListBuilder();
  const needs = dependencies(headers);
  const packages = headers.map((header, place) => ({
    name: header.string(tag.name),
    version: versionOf(header),
    architecture: header.string(tag.architecture),
    ...filesOf(header, files, ghosts),
    dependsOn: needs[place] ?? [],
  }));
  return { packages, broken, cutOff };
}

/** @returns null where the value describes no package */
function headerIn(value: SqlValue | undefined): RpmHeader | null {
  const header = Buffer.isBuffer(value) ? RpmHeader.read(value) : null;
  if (header === null || !nameForm.test(header.string(tag.name))) return null;
  const versions = [header.string(tag.version), header.string(tag.release)];
  if (!versions.every((version) => versionForm.test(version))) return null;
  return architectureForm.test(header.string(tag.architecture)) ? header : null;
}

function versionOf(header: RpmHeader): string {
  const [epoch] = header.numbers(tag.epoch);
  return `${epoch === undefined ? '' : `${epoch}:`}${header.string(tag.version)}-${header.string(tag.release)}`;
}
