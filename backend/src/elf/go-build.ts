import { ElfDamage, type GoBuild, type GoModule } from './elf-file.ts';
import { fileOffset, offsetOf, type Segment } from './headers.ts';
import type { KeptBytes } from './kept-bytes.ts';
import { type Words, wordsOf } from './words.ts';

/** What Go's linker writes at the start of its build information (Go's debug/buildinfo), at a multiple of 16. */
export const goMagic = Buffer.from('\xff Go buildinf:', 'latin1');
export const goAlignment = 16;

export const goHeadBytes = 32;
const maxVersionBytes = 4096;
/** A program of a thousand modules has some 100 kB. */
const maxModuleBytes = 1 << 20;
/** What is kept from the start on: both texts with their lengths. */
export const maxGoBytes = goHeadBytes + maxVersionBytes + maxModuleBytes + 16;
const maxModules = 5000;
const maxSettings = 200;
const maxSettingBytes = 4096;
/** The module text stands between two marks of 16 bytes (Go's cmd/go/internal/modload). */
const markBytes = 16;

/** The start of Go's build information, caught as it passed by: its magic, and 18 bytes more. */
export interface GoHead {
  readonly offset: number;
  readonly bytes: Buffer;
}

/**
 * Reads what `go version -m` prints.
 * @throws ElfDamage
 */
export function readGoBuild(kept: KeptBytes, { offset, bytes: head }: GoHead, segments: readonly Segment[]): GoBuild {
  const flags = head[15] ?? 0;
  const inline = (flags & 2) !== 0;
  const [version, modules] = inline
    ? inlineTexts(kept, offset + goHeadBytes)
    : pointedTexts(kept, head, segments, wordsOf(head[14] === 4 ? 32 : 64, (flags & 1) !== 0));
  if (version === '') throw new ElfDamage("Go's build information tells no version");
  return { version, ...parseModules(modules) };
}

/** Go 1.18 and newer: two strings, each after its length as a varint. */
function inlineTexts(kept: KeptBytes, start: number): [string, string] {
  const [version, next] = inlineText(kept, start, maxVersionBytes);
  const [modules] = inlineText(kept, next, maxModuleBytes);
  return [version.toString('utf8'), unmarked(modules)];
}

function inlineText(kept: KeptBytes, start: number, limit: number): [Buffer, number] {
  const what = "Go's build information";
  const varint = kept.readUpTo(start, 10);
  let length = 0;
  let at = 0;
  for (let scale = 1; ; scale *= 128) {
    const byte = varint[at++];
    if (byte === undefined) throw new ElfDamage(`${what} ends within a length`);
    length += (byte & 0x7f) * scale;
    if (byte < 0x80) break;
  }
  if (length > limit) throw new ElfDamage(`${what} claims ${length} bytes, more than the ${limit} that are read`);
  return [kept.read(start + at, length, what), start + at + length];
}

/** Before Go 1.18: pointers to two string headers, each a pointer and a length. */
function pointedTexts(kept: KeptBytes, head: Buffer, segments: readonly Segment[], words: Words): [string, string] {
  const text = (headAt: number, limit: number, what: string) => {
    const pointer = words.address(head, headAt);
    // The list of a program that was built without modules is in no part of the file.
    const headerAt = fileOffset(segments, pointer);
    if (headerAt === null) return Buffer.alloc(0);
    const header = kept.read(headerAt, 2 * words.wide, what);
    const length = words.address(header, words.wide);
    if (length === 0) return Buffer.alloc(0);
    if (length > limit) throw new ElfDamage(`${what} claims ${length} bytes, more than the ${limit} that are read`);
    return kept.read(offsetOf(segments, words.address(header, 0), what), length, what);
  };
  const version = text(16, maxVersionBytes, "Go's version").toString('utf8');
  return [version, unmarked(text(16 + words.wide, maxModuleBytes, "Go's list of modules"))];
}

function unmarked(modules: Buffer): string {
  if (modules.length < 2 * markBytes + 1 || modules[modules.length - markBytes - 1] !== 0x0a) return '';
  return modules.toString('utf8', markBytes, modules.length - markBytes);
}

/** Lines of words between tabs (Go's runtime/debug.ParseBuildInfo). Those that are none of ours are left out. */
function parseModules(text: string): Omit<GoBuild, 'version'> {
  let path: string | null = null;
  let main: GoModule | null = null;
  const modules: GoModule[] = [];
  const settings: { name: string; value: string }[] = [];
  const replaceLast = (replacedBy: GoModule['replacedBy']) => {
    const last = modules.pop();
    if (last !== undefined) modules.push({ ...last, replacedBy });
    else if (main !== null) main = { ...main, replacedBy };
  };
  for (const line of text.split('\n')) {
    const [kind, first = '', second = ''] = line.split('\t');
    if (kind === 'path') path = first;
    else if (kind === 'mod') main = { path: first, version: second, replacedBy: null };
    else if (kind === 'dep' && modules.length < maxModules)
      modules.push({ path: first, version: second, replacedBy: null });
    else if (kind === '=>') replaceLast({ path: first, version: second });
    else if (kind === 'build' && settings.length < maxSettings) settings.push(setting(line.slice('build\t'.length)));
  }
  return { path, main, modules, settings };
}

/** `name=value`, either of them quoted as Go quotes strings where it has blanks. */
function setting(text: string): { name: string; value: string } {
  const quoted = /^"(?:[^"\\]|\\.)*"/.exec(text)?.[0];
  const nameEnd = quoted?.length ?? Math.max(text.indexOf('='), 0);
  return {
    name: unquoted(text.slice(0, nameEnd)),
    value: unquoted(text.slice(nameEnd + 1, nameEnd + 1 + maxSettingBytes)),
  };
}

/** Go's escapes are JSON's where they are met here; others are left as they are written. */
function unquoted(text: string): string {
  if (text.startsWith('`') && text.endsWith('`') && text.length > 1) return text.slice(1, -1);
  if (!text.startsWith('"')) return text;
  try {
    return String(JSON.parse(text));
  } catch {
    return text;
  }
}
