import type { Instruction } from '../../dockerfile/syntax.ts';
import type { Entry } from '../../image/entries.ts';
import type { CatalogedPackage } from '../../inspectors/package-catalog.ts';
import type { ImageEvidence } from '../evidence.ts';
import { instructionsAfter } from '../image-stages.ts';
import type { Subject } from '../subject.ts';
import { alwaysKept, compiles, mayCompile } from './known-packages.ts';

interface Recommended {
  /** Names of packages that would not be there, the largest first. */
  readonly lost: readonly string[];
  /** Names of those that are to be named, so that they stay. */
  readonly kept: readonly string[];
  /** What the lost ones store in the layers of the RUN. */
  readonly files: readonly Entry[];
}

/** Packages that a RUN installed though nothing needs them; or why that cannot be told. */
export function recommendedOnly(subject: Subject, run: Instruction, named: readonly string[]): Recommended | string {
  const { image } = subject;
  if (image === null) return 'there is no image';
  const layers = subject.layersOf(run);
  const all = image.catalog.of('dpkg');
  const names = new Set(all.map(({ name }) => name));
  const unknown = named.find((name) => !names.has(name));
  // Another package came in its place, and would be taken for one that nobody asked for.
  if (unknown !== undefined) return `the image has no package ${unknown}, which it names`;
  const isNew = ({ layer }: CatalogedPackage) => layer !== null && layers.includes(layer);
  const without = (asked: readonly string[]) => {
    const needed = closure(
      image,
      all.filter((one) => !isNew(one) || asked.includes(one.name)),
    );
    return all.filter((one) => isNew(one) && !needed.has(one));
  };
  const used = usedWords(subject, run);
  const candidates = without(named);
  const owners = new Set([...used].flatMap((word) => ownerOf(image, word) ?? []));
  const loaded = loadedByOthers(image, candidates);
  const isUsed = (one: CatalogedPackage) => alwaysKept.has(one.name) || owners.has(one) || loaded.has(one);
  const kept = candidates
    .filter(isUsed)
    .map(({ name }) => name)
    .sort();
  const lost = without([...named, ...kept]).toSorted((a, b) => b.bytes - a.bytes || (a.name < b.name ? -1 : 1));
  const compiler = lost.find(({ name }) => compiles.test(name));
  const compiling = [...used].find((word) => mayCompile.test(word.slice(word.lastIndexOf('/') + 1)));
  if (compiler !== undefined && compiling !== undefined) {
    return `${compiler.name} is only recommended, but ${compiling} may compile with it`;
  }
  const { entries } = image.model.merged;
  const files = [...image.catalog.inodes(lost)].filter((entry) => layers.includes(entries.layer(entry)));
  return { lost: lost.map(({ name }) => name), kept, files };
}

function closure({ catalog }: ImageEvidence, from: readonly CatalogedPackage[]): Set<CatalogedPackage> {
  const needed = new Set<CatalogedPackage>(from);
  for (const one of needed) {
    for (const place of one.dependsOn) {
      const needs = catalog.packages[place];
      if (needs !== undefined) needed.add(needs);
    }
  }
  return needed;
}

/** Words of what runs from there on, in the build and in containers: any of them may be a program. */
function usedWords(subject: Subject, run: Instruction): Set<string> {
  const words = new Set<string>();
  for (const instruction of [run, ...instructionsAfter(subject, run)]) {
    for (const { name, args } of subject.commands(instruction)) {
      words.add(name);
      if (!/^apt(?:-get)?$/.test(name)) for (const word of args) words.add(word);
    }
    if (instruction.name !== 'RUN')
      for (const { text } of instruction.values) for (const word of text.split(/\s+/)) words.add(word);
  }
  const { Cmd, Entrypoint, Healthcheck } = subject.image?.config.config ?? {};
  for (const text of [...(Entrypoint ?? []), ...(Cmd ?? []), ...(Healthcheck?.Test ?? [])]) {
    for (const word of text.split(/\s+/)) words.add(word);
  }
  return words;
}

function ownerOf({ tree, catalog }: ImageEvidence, word: string): CatalogedPackage | null {
  const paths = word.startsWith('/')
    ? [word]
    : ['/usr/local/bin', '/usr/bin', '/bin', '/usr/sbin', '/sbin'].map((folder) => `${folder}/${word}`);
  for (const path of word.includes('/') && !word.startsWith('/') ? [] : paths) {
    const node = tree.resolve(path);
    const owner = node > 0 ? catalog.ownerOf(node) : null;
    if (owner !== null) return owner;
  }
  return null;
}

/** What programs and libraries load that would stay, whatever the packages say that they need. */
function loadedByOthers({ native, catalog }: ImageEvidence, lost: readonly CatalogedPackage[]): Set<CatalogedPackage> {
  const gone = new Set(lost);
  const loaded = new Set<CatalogedPackage>();
  for (const { node, needs } of native?.all() ?? []) {
    const owner = catalog.ownerOf(node);
    if (owner !== null && gone.has(owner)) continue;
    for (const { file } of needs) {
      const of = file === null ? null : catalog.ownerOf(file);
      if (of !== null) loaded.add(of);
    }
  }
  return loaded;
}
