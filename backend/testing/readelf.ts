import type { ElfFile } from '../src/elf/elf-file.ts';

/** What both binutils and we say of an ELF file. */
export interface ComparedElf {
  readonly bits: number;
  readonly bigEndian: boolean;
  readonly type: string;
  readonly interpreter: string | null;
  readonly soname: string | null;
  readonly needed: readonly string[];
  readonly rpath: string | null;
  readonly runpath: string | null;
  readonly pie: boolean;
  readonly noDefaultFolders: boolean;
  readonly versionsNeeded: readonly { readonly library: string; readonly versions: readonly string[] }[];
  readonly versionsDefined: readonly string[];
  readonly buildId: string | null;
  readonly sections: number;
  readonly stripped: boolean;
  readonly debugBytes: number;
}

const sectionLine =
  /^ {2}\[ *\d+\] (?:(\S+) +|)([A-Z_0-9:+]+|<\S+>|[A-Z_]+\S*) +([0-9a-f]+) ([0-9a-f]+) ([0-9a-f]+) [0-9a-f]{2} +([A-Za-z]*) +\d+ +\d+ +\d+$/;
const debugName =
  /^\.(z?debug_|debug$|line$|stab|gnu\.debuglto_|gdb_index$|gnu_debugdata$|symtab$|symtab_shndx$|strtab$)/;

/** What `readelf -hldSVnW` prints of a file, in our words. */
export function parseReadelf(text: string): ComparedElf {
  const field = (pattern: RegExp) => pattern.exec(text)?.[1] ?? null;
  const sections = text.split('\n').flatMap((line) => {
    const [, name, type, , , size, flags] = sectionLine.exec(line) ?? [];
    return type === undefined
      ? []
      : [{ name: name ?? '', type, size: Number.parseInt(size ?? '0', 16), flags: flags ?? '' }];
  });
  const onlyDebug =
    sections.some(({ flags }) => flags.includes('A')) &&
    sections.every(({ type, flags }) => !flags.includes('A') || type === 'NOBITS' || type === 'NOTE');
  const flags = field(/\(FLAGS_1\) +Flags: (.*)/)?.split(' ') ?? [];
  return {
    bits: Number(field(/Class: +ELF(\d+)/)),
    bigEndian: /Data: .*big endian/.test(text),
    type: field(/Type: +(\w+)/) ?? '',
    interpreter: onlyDebug ? null : field(/Requesting program interpreter: (.*)\]/),
    soname: field(/\(SONAME\) +Library soname: \[(.*)\]/),
    needed: [...text.matchAll(/\(NEEDED\) +Shared library: \[(.*)\]/g)].map(([, name = '']) => name),
    rpath: field(/\(RPATH\) +Library rpath: \[(.*)\]/),
    runpath: field(/\(RUNPATH\) +Library runpath: \[(.*)\]/),
    pie: flags.includes('PIE'),
    noDefaultFolders: flags.includes('NODEFLIB'),
    versionsNeeded: [
      ...text.matchAll(
        /^ +(?:0x|)[0-9a-fx]+: Version: 1 +File: (.*?) +Cnt: \d+\n((?: +(?:0x|)[0-9a-f]+: +Name: .*\n)*)/gm,
      ),
    ].map(([, library = '', lines = '']) => ({
      library,
      versions: [...lines.matchAll(/Name: (.*?) +Flags:/g)].map(([, name = '']) => name),
    })),
    versionsDefined: [...text.matchAll(/Rev: 1 +Flags: (\S+) .*Name: (.*)/g)].flatMap(([, flag, name = '']) =>
      flag === 'BASE' ? [] : [name.trimEnd()],
    ),
    buildId: field(/Build ID: ([0-9a-f]+)/),
    sections: Number(field(/Number of section headers: +(\d+)/)),
    stripped: !sections.some(({ type }) => type === 'SYMTAB'),
    debugBytes: sections
      .filter(({ name, type, flags: f }) => debugName.test(name) && type !== 'NOBITS' && !f.includes('A'))
      .reduce((sum, { size }) => sum + size, 0),
  };
}

/** What we say, in the same words; a part that is unknown as its reason. */
export function comparable(elf: ElfFile): ComparedElf | string {
  const { interpreter, dynamic, sections } = elf;
  if (interpreter.state === 'unknown') return interpreter.why;
  if (dynamic.state === 'unknown') return dynamic.why;
  if (sections.state === 'unknown') return sections.why;
  const { versionsNeeded, versionsDefined } = dynamic.value ?? {
    versionsNeeded: { state: 'known', value: [] },
    versionsDefined: { state: 'known', value: [] },
  };
  if (versionsNeeded.state === 'unknown') return versionsNeeded.why;
  if (versionsDefined.state === 'unknown') return versionsDefined.why;
  return {
    bits: elf.bits,
    bigEndian: elf.bigEndian,
    type: typeOf(elf),
    interpreter: interpreter.value,
    soname: dynamic.value?.soname ?? null,
    needed: dynamic.value?.needed ?? [],
    rpath: dynamic.value?.rpath ?? null,
    runpath: dynamic.value?.runpath ?? null,
    pie: dynamic.value?.pie ?? false,
    noDefaultFolders: dynamic.value?.noDefaultFolders ?? false,
    versionsNeeded: versionsNeeded.value,
    versionsDefined: versionsDefined.value,
    buildId: elf.buildId,
    sections: sections.value?.count ?? 0,
    stripped: sections.value?.stripped ?? true,
    debugBytes: (sections.value?.debug ?? []).reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

function typeOf({ kind }: ElfFile): string {
  switch (kind) {
    case 'executable':
      return 'EXEC';
    case 'object':
    case 'kernel-module':
      return 'REL';
    case 'core-dump':
      return 'CORE';
    case 'position-independent-executable':
    case 'shared-library':
      return 'DYN';
    case 'debug-information':
    case 'other':
      return kind;
  }
}
