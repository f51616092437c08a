import { createHash, randomBytes } from 'node:crypto';
import {
  closeSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  writeSync,
} from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { Failure } from '../failure.ts';
import { keepBeside, linkOrCopy } from './keep-beside.ts';
import { unreadableRoot } from './unreadable.ts';
import { notWritten, systemCode } from './unwritable.ts';
import type { WrittenFile } from './writing.ts';

export interface NewFile {
  /** Relative to the folder, with slashes. */
  readonly path: string;
  /** SHA-256 of the file that is there, as it was read; null where there is none. */
  readonly was: string | null;
  /** That of what was written there since. */
  readonly ours: string | null;
  readonly content: Buffer;
}

/** A file whose place was looked at. */
interface Placed extends NewFile {
  /** Without symlinks. */
  readonly place: string;
  readonly existing: { readonly stats: Stats; readonly hash: string } | null;
  /** Owner of a new file: that of its folder. */
  readonly folder: Stats;
}

interface Done {
  readonly file: Placed;
  /** Where what was there is, as long as all may have to be taken back. */
  readonly kept: string | null;
}

/**
 * Writes files into a folder, all or none: each beside its place first, then all are put there. What stood there is
 * kept beside it, under a name that was free; its mode and its owner are those of the new file.
 * @throws Failure with nothing written: a path that leads out of the folder, a file that is not as it was read, or what
 * the system refuses
 */
export function writeFiles(folder: string, files: readonly NewFile[]): WrittenFile[] {
  const root = existingFolder(folder);
  const placed = files.map((file) => place(root, file));
  if (new Set(placed.map((file) => file.place)).size < placed.length) {
    throw new Failure('bad-request', 'two of the files are the same; nothing was written');
  }
  const prepared: string[] = [];
  const done: Done[] = [];
  try {
    for (const file of placed) prepared.push(prepare(file));
    for (const [i, file] of placed.entries()) done.push(putInPlace(file, prepared[i] ?? ''));
  } catch (error) {
    for (const one of done.toReversed()) takeBack(one);
    throw error;
  } finally {
    for (const temporary of prepared) rmSync(temporary, { force: true });
  }
  return done.map(({ file, kept }) => {
    const isOriginal = kept !== null && file.existing?.hash === file.was;
    if (kept !== null && !isOriginal) rmSync(kept, { force: true });
    return { path: shown(root, file.place), kept: isOriginal ? shown(root, kept) : null };
  });
}

/** @throws Failure */
function place(root: string, file: NewFile): Placed {
  const { path } = file;
  const segments = path.split('/');
  const isPlain = segments.every((segment) => segment !== '' && segment !== '.' && segment !== '..');
  if (!isPlain || /[\0\\]/.test(path) || !path.isWellFormed()) {
    throw new Failure('bad-request', `${JSON.stringify(path)} is no path inside of the folder; nothing was written`);
  }
  const parent = inside(root, real(join(root, ...segments.slice(0, -1)), path), path);
  const name = join(parent, segments.at(-1) ?? '');
  const found = lstatIfAny(name, path);
  const target = found?.isSymbolicLink() ? inside(root, real(name, path), path) : name;
  const existing = found === null ? null : existingFile(target, path);
  if (existing === null ? file.was !== null : existing.hash !== file.was && existing.hash !== file.ours) {
    throw changedMeanwhile(path, existing === null);
  }
  return { ...file, place: target, existing, folder: lstatSync(dirname(target)) };
}

function existingFile(target: string, path: string): Placed['existing'] {
  const stats = lstatSync(target);
  if (!stats.isFile()) throw new Failure('bad-request', `${path} is no file; nothing was written`);
  try {
    return { stats, hash: hashOf(target) };
  } catch (error) {
    throw notWritten(path, error);
  }
}

/** The new content beside its place. @returns where */
function prepare({ path, place: target, content, existing, folder }: Placed): string {
  const temporary = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}.aligera`);
  try {
    const descriptor = openSync(temporary, 'wx', 0o600);
    try {
      for (let at = 0; at < content.length; ) at += writeSync(descriptor, content, at);
      const { uid, gid } = existing?.stats ?? folder;
      const own = fstatSync(descriptor);
      // Only root may give a file away: who may not keeps what is their own.
      const isRoot = process.getuid?.() === 0;
      if ((own.uid !== uid || own.gid !== gid) && (isRoot || existing !== null)) fchownSync(descriptor, uid, gid);
      fchmodSync(descriptor, existing === null ? 0o644 : existing.stats.mode & 0o7777);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    rmSync(temporary, { force: true });
    throw notWritten(path, error);
  }
  return temporary;
}

function putInPlace(file: Placed, temporary: string): Done {
  const { path, place: target, existing } = file;
  let kept: string | null = null;
  try {
    if (existing === null) {
      linkOrCopy(temporary, target);
      return { file, kept };
    }
    const now = lstatSync(target);
    if (now.ino !== existing.stats.ino || now.mtimeMs !== existing.stats.mtimeMs || now.size !== existing.stats.size) {
      throw changedMeanwhile(path, false);
    }
    kept = keepBeside(target);
    renameSync(temporary, target);
    return { file, kept };
  } catch (error) {
    if (kept !== null) rmSync(kept, { force: true });
    if (systemCode(error) === 'EEXIST' || systemCode(error) === 'ENOENT') {
      throw changedMeanwhile(path, systemCode(error) === 'ENOENT');
    }
    throw notWritten(path, error);
  }
}

function takeBack({ file, kept }: Done): void {
  if (kept === null) rmSync(file.place, { force: true });
  else renameSync(kept, file.place);
}

function changedMeanwhile(path: string, isGone: boolean): Failure {
  const what = isGone ? 'is not there any more' : 'changed meanwhile';
  return new Failure('changed-meanwhile', `${path} ${what}; nothing was written`, {
    hint: 'Choose the project folder again, so that the rewrite starts from what is there now.',
  });
}

function existingFolder(folder: string): string {
  try {
    return realpathSync(folder);
  } catch (error) {
    throw unreadableRoot(folder, error);
  }
}

function real(path: string, called: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    throw notWritten(called, error);
  }
}

function inside(root: string, path: string, called: string): string {
  if (path === root || path.startsWith(root.endsWith(sep) ? root : root + sep)) return path;
  throw new Failure('bad-request', `${called} leads out of the folder; nothing was written`);
}

function lstatIfAny(path: string, called: string): Stats | null {
  try {
    return lstatSync(path);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw notWritten(called, error);
  }
}

function hashOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

function shown(root: string, path: string): string {
  return relative(root, path).split(sep).join('/');
}
