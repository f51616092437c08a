import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { program, Random, text } from './contents.ts';
import type { Rootfs } from './rootfs.ts';

/** Lines of name, version, files, KiB, then what it depends on. Those behind `--` are only needed to develop. */
const table = readFileSync(path.join(import.meta.dirname, 'node-modules.txt'), 'utf8');

export interface Module {
  readonly name: string;
  readonly version: string;
  readonly files: number;
  readonly bytes: number;
  /** Names. */
  readonly needs: readonly string[];
  readonly development: boolean;
}

function parseModules(lines: string, part: number): Module[] {
  return lines
    .trim()
    .split('\n')
    .map((line) => {
      const [name = '', version = '', files = '', kib = '', ...needs] = line.split(' ');
      const sizes = { files: Math.ceil(Number(files) * 0.55), bytes: Number(kib) * 360 };
      return { name, version, ...sizes, needs, development: part === 1 };
    });
}

export const modules: readonly Module[] = table.split('--').flatMap(parseModules);

/** A module's folder: its package.json, README and licence, and code in a few folders. */
export function placeModule(root: Rootfs, at: string, module: Omit<Module, 'development'>): void {
  const { name, version, files, bytes } = module;
  const manifest = { name, version, license: 'MIT', main: 'index.js', dependencies: wanted(module.needs) };
  root.file(`${at}/package.json`, `${JSON.stringify(manifest, null, 2)}\n`);
  root.file(`${at}/LICENSE`, text('prose', `${name} LICENSE`, 1_080));
  root.file(`${at}/README.md`, text('prose', `${name} README`, new Random(name).size(4_000)));
  const random = new Random(`${name}@${version}`);
  const weights = Array.from({ length: Math.max(1, files - 3) }, () => random.size(1_000));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  weights.forEach((weight, i) => {
    const size = Math.max(60, Math.round((bytes * weight) / sum));
    const file =
      i === 0 ? 'index.js' : `${random.pick(['lib', 'lib', 'dist', 'dist/esm', 'src'])}/${fileName(random, i)}`;
    const isProgram = /linux-x64/.test(name) && i === 0;
    root.file(
      `${at}/${isProgram ? 'bin/program' : file}`,
      isProgram ? program(name, size) : text('javascript', `${at}/${file}`, size),
      {
        mode: isProgram ? 0o755 : 0o644,
      },
    );
  });
}

export function fileName(random: Random, i: number): string {
  const word = random.pick([
    'parse',
    'stream',
    'request',
    'cache',
    'options',
    'types',
    'helpers',
    'index',
    'errors',
    'node',
  ]);
  return `${word}-${i}${random.pick(['.js', '.js', '.js', '.mjs', '.cjs', '.d.ts', '.js.map'])}`;
}

/** As a package.json asks for them. */
export function wanted(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    modules.filter(({ name }) => names.includes(name)).map(({ name, version }) => [name, `^${version}`]),
  );
}

/** What npm writes down of an installation (package-lock.json, version 3). */
export function lockOf(manifest: { readonly name: string; readonly version: string }): string {
  const { name, version } = manifest;
  const packages = Object.fromEntries([
    ['', manifest],
    ...modules.map((one) => [
      `node_modules/${one.name}`,
      {
        version: one.version,
        resolved: `https://npm.example.org/${one.name}/-/${path.posix.basename(one.name)}-${one.version}.tgz`,
        integrity: `sha512-${createHash('sha512').update(one.name).digest('base64')}`,
        ...(one.development && { dev: true }),
        license: 'MIT',
        ...(one.needs.length > 0 && { dependencies: wanted(one.needs) }),
      },
    ]),
  ]);
  return `${JSON.stringify({ name, version, lockfileVersion: 3, requires: true, packages }, null, 2)}\n`;
}
