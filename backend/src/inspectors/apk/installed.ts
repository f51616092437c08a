import { type FileList, FileListBuilder } from '../file-list.ts';
import { checkPackageCount } from '../record-limit.ts';

export interface ApkPackage {
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
  /** As written: names with versions, between spaces. Those that start with `!` are conflicts. */
  readonly depends: string;
  readonly provides: string;
  /** False where an installation of it broke off, or a script of it failed. */
  readonly sound: boolean;
  readonly files: FileList;
}

export interface Installed {
  readonly packages: readonly ApkPackage[];
  /** Paragraphs that describe no package. */
  readonly broken: number;
  /** False where the text ends in the middle of a paragraph. */
  readonly whole: boolean;
}

/** A name can be one of a virtual package: `.build-deps`. None can hide control characters. */
const nameForm = /^[A-Za-z0-9._][A-Za-z0-9._+@-]{0,254}$/;
const versionForm = /^[A-Za-z0-9][A-Za-z0-9._+~:-]{0,254}$/;
const architectureForm = /^[A-Za-z0-9_-]{0,254}$/;

/**
 * Reads apk's database of installed packages as apk-tools 2 and 3 write it: paragraphs of lines that are a
 * letter, a colon and a value. `F:` is a directory, `R:` a file or link in it.
 * @throws Unreadable where it describes too much
 */
export function readInstalled(bytes: Buffer): Installed {
  const text = bytes.toString('latin1');
  const packages: ApkPackage[] = [];
  const files = new FileListBuilder();
  let broken = 0;
  for (let start = 0, end: number; start < text.length; start = end + 2) {
    const next = text.indexOf('\n\n', start);
    end = next === -1 ? text.length : next;
    if (text.slice(start, end).trim() === '') continue;
    checkPackageCount(packages.length + broken + 1);
    const found = packageIn(text, start, end, files);
    if (found === null) broken++;
    else packages.push(found);
  }
  return { packages, broken, whole: text === '' || text.endsWith('\n\n') };
}

function packageIn(text: string, from: number, to: number, files: FileListBuilder): ApkPackage | null {
  const values = new Map<string, string>();
  let directory = '';
  for (let start = from, end: number; start < to; start = end + 1) {
    const next = text.indexOf('\n', start);
    end = next === -1 || next > to ? to : next;
    if (text[start + 1] !== ':') continue;
    const letter = text[start] ?? '';
    const value = text.slice(start + 2, end);
    if (letter === 'F') directory = value === '' ? '' : `/${value}`;
    else if (letter === 'R') files.addIn(directory, value);
    else if (fields.has(letter)) values.set(letter, value);
  }
  const list = files.take();
  const [name = '', version = '', architecture = ''] = ['P', 'V', 'A'].map((letter) => values.get(letter));
  if (!nameForm.test(name) || !versionForm.test(version) || !architectureForm.test(architecture)) return null;
  return {
    name,
    version,
    architecture,
    depends: values.get('D') ?? '',
    provides: values.get('p') ?? '',
    sound: !/[fs]/.test(values.get('f') ?? ''),
    files: list,
  };
}

const fields = new Set(['P', 'V', 'A', 'D', 'p', 'f']);
