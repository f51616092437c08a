import { type FileSink, Unreadable } from '../readings/file-reader.ts';
import { ElfDamage, type ElfFile, knownPart } from './elf-file.ts';
import { type GoHead, goAlignment, goHeadBytes, goMagic, maxGoBytes } from './go-build.ts';
import { type ElfHeader, readHeader, segmentInterpreter, segmentLoad, typeExecutable, typeShared } from './headers.ts';
import { headBytes, keptBudget, type Plan, planDynamic, planKept } from './keep-plan.ts';
import { KeptBytes } from './kept-bytes.ts';
import { maxNamedBytes, NameSearch } from './known-names.ts';
import { PassingSearch, type Range } from './passing-search.ts';
import { readElf } from './read-elf.ts';
import { crateMark, markSpan, RustHints, rustMark } from './rust-build.ts';

/** Programs that speak of Go's build information have its magic, too. */
const maxGoHeads = 4;
/** Constants come first in their segment, but behind the tables of symbols. */
const maxUntilRust = 8 << 20;
/** Among the names of sections is its own. */
const sectionNamesMark = Buffer.from('.shstrtab\0');
/** Programs have some 500 bytes of such names. */
const maxNamesAround = 8192;
/** Linkers write fewer parts that hold data. */
const maxSearches = 8;

/** Takes one ELF file as it passes by, and keeps only what is worth reading. */
export class ElfSink implements FileSink<ElfFile> {
  readonly #kept: KeptBytes;
  readonly #goHeads: GoHead[] = [];
  readonly #rust = new RustHints();
  readonly #namesWanted: boolean;
  #searches: PassingSearch[] = [];
  #names: NameSearch | 'too-large' | null = null;
  #header: ElfHeader | null = null;
  #damage: ElfDamage | null = null;
  #plan: Plan | null = null;
  /** The offset at which more becomes known of what is to be kept. */
  #stop: number;

  /** @param namesWanted whether it is worth knowing what of the system it names, whatever it is */
  constructor(size: number, namesWanted = false) {
    this.#namesWanted = namesWanted;
    this.#kept = new KeptBytes(size, keptBudget);
    this.#kept.keep(0, headBytes);
    this.#stop = Math.min(headBytes, size);
  }

  push(piece: Uint8Array): void {
    let rest = piece;
    while (this.#kept.position + rest.length >= this.#stop) {
      const part = rest.subarray(0, this.#stop - this.#kept.position);
      rest = rest.subarray(part.length);
      this.#pass(part);
      this.#planNext();
    }
    this.#pass(rest);
  }

  end(): ElfFile {
    if (this.#plan === null) this.#planNext();
    for (const search of this.#searches) search.end();
    if (this.#header === null) {
      this.#kept.close();
      throw new Unreadable(this.#damage?.message ?? 'it is too short');
    }
    try {
      return readElf(this.#kept, this.#header, { goHeads: this.#goHeads, rust: this.#rust, names: this.#foundNames() });
    } finally {
      this.#kept.close();
    }
  }

  #pass(piece: Uint8Array): void {
    // A search may ask for bytes of the piece to be kept.
    for (const search of this.#searches) search.search(piece, this.#kept.position);
    if (this.#names instanceof NameSearch) this.#names.search(piece, this.#kept.position);
    this.#kept.push(piece);
  }

  #planNext(): void {
    this.#stop = Number.POSITIVE_INFINITY;
    if (this.#plan === null) this.#planFirst();
    else if (this.#header !== null) planDynamic(this.#kept, this.#plan.segments, this.#header);
  }

  #planFirst(): void {
    try {
      this.#header = readHeader(this.#kept);
    } catch (error) {
      if (!(error instanceof ElfDamage)) throw error;
      this.#damage = error;
      return;
    }
    this.#plan = planKept(this.#kept, this.#header);
    this.#stop = this.#plan.dynamicEnd ?? Number.POSITIVE_INFINITY;
    const data = this.#plan.segments.filter(({ type, executable }) => type === segmentLoad && !executable);
    for (const { offset, fileBytes, writable } of data.slice(0, maxSearches)) {
      const end = offset + fileBytes;
      this.#searches.push(writable ? this.#goSearch({ start: offset, end }) : this.#rustSearch(offset, end));
    }
    for (const range of this.#plan.unkept) this.#searches.push(this.#nameSearch(range));
    this.#planNames(this.#header, this.#plan);
  }

  /** Of programs only: libraries would take long, and are told apart by what they ask others for. */
  #planNames({ type, entry }: ElfHeader, { segments, go }: Plan): void {
    const isStatic = !segments.some((one) => one.type === segmentInterpreter);
    const isProgram = type === typeExecutable || (type === typeShared && entry !== 0);
    if (!isProgram || !(this.#namesWanted || go || isStatic)) return;
    const end = Math.max(
      0,
      ...segments.flatMap((one) => (one.type === segmentLoad ? [one.offset + one.fileBytes] : [])),
    );
    if (end > maxNamedBytes) {
      this.#names = 'too-large';
      return;
    }
    this.#names = new NameSearch(go, end);
    this.#names.search(this.#kept.readUpTo(0, Math.min(headBytes, this.#kept.position)), 0);
  }

  #foundNames(): ElfFile['names'] {
    if (this.#names === 'too-large') return { state: 'unknown', why: 'it is too large to be searched for names' };
    return this.#names === null ? null : knownPart(this.#names.found);
  }

  #goSearch(range: Range): PassingSearch {
    const found = (head: Buffer, offset: number) => {
      if (offset % goAlignment !== 0 || head.length < goHeadBytes || this.#goHeads.length >= maxGoHeads) return;
      this.#goHeads.push({ offset, bytes: Buffer.from(head) });
      this.#kept.keep(offset, offset + maxGoBytes);
    };
    return new PassingSearch({ range, needle: goMagic, span: goHeadBytes, found });
  }

  /** Crates are looked for only behind the first mark of the standard library. */
  #rustSearch(start: number, end: number): PassingSearch {
    const foundCrate = (bytes: Buffer) => this.#rust.addCrate(bytes.toString('latin1'));
    const found = (bytes: Buffer, offset: number) => {
      if (this.#rust.isFound || !this.#rust.addStandard(bytes.toString('latin1'))) return;
      // What is behind the span has not passed yet, however the file is cut into pieces.
      const behind = { start: offset + markSpan, end };
      this.#searches.push(new PassingSearch({ range: behind, needle: crateMark, span: markSpan, found: foundCrate }));
    };
    return new PassingSearch({
      range: { start, end: Math.min(end, start + maxUntilRust) },
      needle: rustMark,
      span: markSpan,
      found,
    });
  }

  /** LLVM's linker writes the names of sections before those of symbols, which can be tens of megabytes. */
  #nameSearch(range: Range): PassingSearch {
    const found = (bytes: Buffer, _: number, bytesAt: number) => this.#kept.remember(bytesAt, bytes);
    return new PassingSearch({ range, needle: sectionNamesMark, before: maxNamesAround, span: maxNamesAround, found });
  }
}
