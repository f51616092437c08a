import { createHash } from 'node:crypto';
import { elfFile } from '../elf-writer.ts';

/** Content of a file that is made when it is asked for, the same each time. */
interface Made {
  readonly size: number;
  chunks(): Iterable<Uint8Array>;
}

/** Numbers that look random and are the same for the same seed (mulberry32). */
export class Random {
  #state: number;

  constructor(seed: string) {
    this.#state = createHash('sha256').update(seed).digest().readUInt32LE();
  }

  /** From 0 up to, not including, 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  int(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  pick<T>(list: readonly T[]): T {
    const picked = list[this.int(0, list.length - 1)];
    if (picked === undefined) throw new RangeError('nothing to pick from');
    return picked;
  }

  /** Sizes as file systems have them: many small, few large. */
  size(typical: number): number {
    return Math.max(40, Math.round(typical * Math.exp((this.next() + this.next() + this.next() - 1.5) * 1.6)));
  }
}

const nouns =
  'account address batch buffer cache channel client config cursor document entry event field filter frame handler header index item job key layer line list locale lock logger message metric model node option order packet page parser path plan pool port query queue range record region report request response result route row rule schema scope session signal slot socket source state status step store stream table target task timer token trace tree user value view window worker zone'.split(
    ' ',
  );
const verbs =
  'add apply assign bind build check clear close collect compare copy count create decode delete drain encode enqueue ensure expand export fetch filter find flush format freeze group handle init join link list load lock map match merge move open pack parse pick poll push read reduce refresh release render reset resolve retry rotate save scan send set shift skip sort split start stop store sync trim update validate walk wrap write'.split(
    ' ',
  );
const adjectives =
  'active cached current default deep empty final first fresh global idle initial inner last lazy local main nested new next old open outer pending plain previous raw ready remote shared simple single stale static strict strong sync total unique valid virtual'.split(
    ' ',
  );

const capital = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1);

/** Kinds of text. In each line `§` becomes a word of the file's own. */
const lineOf = {
  javascript(r: Random): string {
    const [n, m, v, a] = [r.pick(nouns), r.pick(nouns), r.pick(verbs), r.pick(adjectives)];
    return r.pick([
      `export function ${v}${capital(n)}(${m}, options = {}) {`,
      `  const ${a}${capital(n)} = ${v}${capital(m)}(${m}, options.${n});`,
      `  if (!${n}) throw new TypeError('${n} must not be ${a}');`,
      `  return ${n}s.map((${n}) => ${v}${capital(n)}(${n}, §)).filter(Boolean);`,
      `  for (const ${n} of §.${m}s) ${v}${capital(m)}(${n}.${m});`,
      `const ${a}${capital(m)} = require('./${v}-${m}');`,
      `// ${capital(v)} the ${a} ${n} before the ${m} is ${a}.`,
      `    case '${n}': return §.${v}(${m}, ${r.int(1, 64)});`,
      '}',
      '',
    ]);
  },
  python(r: Random): string {
    const [n, m, v, a] = [r.pick(nouns), r.pick(nouns), r.pick(verbs), r.pick(adjectives)];
    return r.pick([
      `def ${v}_${n}(${m}, *, ${a}=None):`,
      `    """${capital(v)} the ${a} ${n} of a ${m}."""`,
      `    ${n} = ${v}_${m}(${m}, ${a}=${a})`,
      `    if ${n} is None:`,
      `        raise ValueError("${n} must not be ${a}")`,
      `    return [${v}_${m}(${n}) for ${n} in §.${m}s]`,
      `from .${m} import ${v}_${n}`,
      `class ${capital(a)}${capital(n)}(${capital(m)}):`,
      `    # ${capital(v)} again, as the ${m} may be ${a}.`,
      '',
    ]);
  },
  header(r: Random): string {
    const [n, m, v, a] = [r.pick(nouns), r.pick(nouns), r.pick(verbs), r.pick(adjectives)];
    return r.pick([
      `#define ${n.toUpperCase()}_${a.toUpperCase()} 0x${r.int(1, 65535).toString(16)}`,
      `extern int ${v}_${n} (struct ${m} *__${m}, int __${a}) __THROW;`,
      `typedef struct ${n}_${m} ${n}_${m}_t;`,
      `#ifdef __USE_${m.toUpperCase()}`,
      '#endif',
      `/* ${capital(v)} the ${a} ${n} of §. */`,
      '',
    ]);
  },
  prose(r: Random): string {
    const [n, m, v, a] = [r.pick(nouns), r.pick(nouns), r.pick(verbs), r.pick(adjectives)];
    return r.pick([
      `The ${a} ${n} is meant to ${v} a ${m} when § is loaded.`,
      `Use it to ${v} the ${n} of each ${a} ${m}; see the section on ${n}s.`,
      `* ${capital(v)} ${n}s that are ${a}, so that no ${m} is lost.`,
      `It does not ${v} a ${m} that is ${a} already.`,
      `## ${capital(a)} ${n}s`,
      '',
    ]);
  },
  log(r: Random): string {
    const time = `${r.int(10, 23)}:${r.int(10, 59)}:${r.int(10, 59)}`;
    return `2026-01-${r.int(10, 31)}T${time}Z ${r.pick(['INFO', 'INFO', 'WARN', 'DEBUG'])} § ${r.pick(verbs)} ${r.pick(nouns)} id=${r.int(1000, 9999)} took=${r.int(1, 900)}ms`;
  },
  csv(r: Random): string {
    return `${r.int(1000, 9999)},${r.pick(adjectives)} ${r.pick(nouns)},${r.int(1, 500)}.${r.int(10, 99)},2025-${r.int(10, 12)}-${r.int(10, 28)},${r.pick(nouns)}`;
  },
  packages(r: Random): string {
    const name = `lib${r.pick(nouns)}-${r.pick(nouns)}${r.int(0, 9)}`;
    return `Package: ${name}\nVersion: ${r.int(0, 9)}.${r.int(0, 40)}-${r.int(1, 9)}\nInstalled-Size: ${r.int(20, 9000)}\nArchitecture: amd64\nDepends: libc6 (>= 2.${r.int(14, 41)})\nSection: libs\nFilename: pool/main/libr/${name}\nDescription: ${r.pick(adjectives)} ${r.pick(nouns)} ${r.pick(nouns)}\n`;
  },
} as const;
export type TextKind = keyof typeof lineOf;

const pools = new Map<TextKind, readonly string[]>();

/** Lines that are used again and again, as real code does: so it packs as well as real code. */
function poolOf(kind: TextKind): readonly string[] {
  const known = pools.get(kind);
  if (known !== undefined) return known;
  const random = new Random(`lines of ${kind}`);
  const pool = Array.from({ length: 500 }, () => lineOf[kind](random));
  pools.set(kind, pool);
  return pool;
}

/** Text of exactly so many bytes, made when it is asked for. The same name makes the same text. */
export function text(kind: TextKind, name: string, size: number): Made {
  return {
    size,
    *chunks() {
      const random = new Random(name);
      const pool = poolOf(kind);
      const own = `${random.pick(adjectives)}${capital(random.pick(nouns))}`;
      for (let left = size; left > 0; ) {
        let piece = '';
        while (piece.length < Math.min(left, 1 << 16)) piece += `${random.pick(pool)}\n`;
        const bytes = Buffer.from(piece.replaceAll('§', own), 'latin1').subarray(0, left);
        left -= bytes.length;
        yield bytes;
      }
    },
  };
}

export interface Linked {
  /** Names of libraries. */
  readonly needed?: readonly string[];
  /** What it says of itself, among its constants. */
  readonly says?: string;
  /** Where other than by its path others ask for it. */
  readonly soname?: string;
}

const loader = '/lib64/ld-linux-x86-64.so.2';

/** A program for a 64-bit PC. Its headers are true, the rest packs about as well as code. */
export function program(name: string, size: number, linked: Linked = {}): Made {
  return elf(name, size, { needed: ['libc.so.6'], ...linked }, loader);
}

/** A shared library for a 64-bit PC. */
export function library(name: string, size: number, linked: Linked = {}): Made {
  return elf(name, size, { needed: ['libc.so.6'], ...linked });
}

function elf(name: string, size: number, { needed, soname, says }: Linked, interpreter?: string): Made {
  const dynamic = { ...(needed && { needed }), ...(soname && { soname }) };
  const start = elfFile({
    ...(interpreter && { interpreter }),
    dynamic,
    ...(says && { constants: Buffer.from(`\0${says}\0`) }),
  });
  return blocks(name, Math.max(size, start.length), start);
}

/** Of no kind that a program would know by its first bytes. */
export const data = (name: string, size: number): Made => blocks(name, size, Buffer.alloc(4));

/** Of a compressed archive. */
export const packed = (name: string, size: number): Made =>
  blocks(name, size, Buffer.from('1f8b0800000000000003', 'hex'));

function blocks(name: string, size: number, start: Buffer): Made {
  return {
    size,
    *chunks() {
      const random = new Random(name);
      const block = Buffer.from(Array.from({ length: 1536 }, () => random.int(0, 255)));
      yield start.subarray(0, size);
      for (let left = size - start.length; left > 0; left -= 1 << 16) {
        const piece = Buffer.alloc(Math.min(left, 1 << 16), block);
        if (piece.length >= 4) piece.writeUInt32LE(left);
        yield piece;
      }
    },
  };
}
