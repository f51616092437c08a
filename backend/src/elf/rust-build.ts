import { inflateSync } from 'node:zlib';
import { z } from 'zod';
import { ElfDamage, partOf, type RustBuild, type RustCrate } from './elf-file.ts';

/** Paths in panic messages of the standard library: `/rustc/<commit>/library/…`; Debian's `/usr/src/rustc-1.85.1/library/…`. */
export const rustMark = Buffer.from('/rustc');
/** Paths in panic messages of crates: `…/registry/src/<registry>/<crate>-<version>/src/…`. */
export const crateMark = Buffer.from('registry/src/');
/** What is needed after a mark to read it. */
export const markSpan = 200;

/** cargo-auditable's own readers stop at 8 MB. */
const maxJsonBytes = 8 << 20;
export const maxAuditBytes = 1 << 20;
const maxCrates = 10_000;
const maxHinted = 1000;

const auditSchema = z.object({
  packages: z
    .array(
      z.object({
        name: z.string().max(256),
        version: z.string().max(256),
        source: z.string().max(256),
        kind: z.string().optional(),
        dependencies: z.array(z.number().int().nonnegative()).max(maxCrates).optional(),
        root: z.boolean().optional(),
      }),
    )
    .max(maxCrates),
});

/** Reads the section `.dep-v0`: zlib-compressed JSON (cargo-auditable, "Format"). */
function readAuditedCrates(compressed: Buffer): RustCrate[] {
  const parsed = auditSchema.safeParse(parsedJson(inflated(compressed)));
  if (!parsed.success) throw new ElfDamage('.dep-v0 is not what cargo auditable writes');
  return parsed.data.packages.map(({ name, version, source, kind, dependencies = [], root = false }) => ({
    name,
    version,
    source,
    build: kind === 'build',
    root,
    dependsOn: dependencies,
  }));
}

function inflated(compressed: Buffer): string {
  try {
    return inflateSync(compressed, { maxOutputLength: maxJsonBytes }).toString('utf8');
  } catch (error) {
    const tooLarge = error instanceof RangeError;
    throw new ElfDamage(
      tooLarge ? `.dep-v0 inflates to more than ${maxJsonBytes} bytes` : '.dep-v0 cannot be inflated: it is damaged',
    );
  }
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ElfDamage('.dep-v0 is not JSON');
  }
}

/** Collects what panic messages tell while the file passes by. */
export class RustHints {
  #commit: string | null = null;
  #version: string | null = null;
  readonly #crates = new Map<string, { readonly name: string; readonly version: string }>();

  get commit(): string | null {
    return this.#commit;
  }

  get version(): string | null {
    return this.#version;
  }

  get isFound(): boolean {
    return this.#commit !== null || this.#version !== null;
  }

  /**
   * @param text what follows the mark of the standard library, with the mark
   * @returns whether it tells a compiler
   */
  addStandard(text: string): boolean {
    const [, commit, version] = /^\/rustc(?:\/([0-9a-f]{40})|[-/](\d+\.\d+\.\d+))\/library\//.exec(text) ?? [];
    this.#commit ??= commit ?? null;
    this.#version ??= version ?? null;
    return this.isFound;
  }

  /** @param text what follows the mark of a crate, with the mark */
  addCrate(text: string): void {
    const [, name, version] =
      /^registry\/src\/[^/]{1,80}\/([A-Za-z0-9_-]{1,64})-(\d+\.\d+\.\d+[^/]{0,40})\//.exec(text) ?? [];
    if (name === undefined || version === undefined || this.#crates.size >= maxHinted) return;
    this.#crates.set(`${name} ${version}`, { name, version });
  }

  get crates(): RustBuild['hintedCrates'] {
    return [...this.#crates.values()];
  }
}

/** @returns null where nothing says that Rust is in the file */
export function rustBuild(comments: readonly string[], audit: Buffer | null, hints: RustHints): RustBuild | null {
  const compiler = comments.find((text) => text.startsWith('rustc version ')) ?? null;
  const { commit, crates } = hints;
  if (compiler === null && audit === null && !hints.isFound) return null;
  return {
    compiler,
    version: compiler === null ? hints.version : (/^rustc version (\S{1,60})/.exec(compiler)?.[1] ?? null),
    commit,
    crates: audit === null ? null : partOf(() => readAuditedCrates(audit)),
    hintedCrates: crates,
  };
}
