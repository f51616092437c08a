import { readStages } from '../dockerfile/stages.ts';
import type { Dockerfile } from '../dockerfile/syntax.ts';
import type { Entry } from '../image/entries.ts';
import { noNode } from '../image/merge.ts';
import type { CatalogedPackage } from '../inspectors/package-catalog.ts';
import type { RemovedExposure } from '../rewrite-answers.ts';
import type { BaseProfile } from '../rules/base-profile.ts';
import type { ImageEvidence } from '../rules/evidence.ts';
import type { Effect } from '../rules/rule.ts';
import type { Composed } from './compose.ts';

const maxNames = 200;

/** What of the image's packages, setuid files and shells is gone, by what the suggestions say of its files. */
export function removedExposure(image: ImageEvidence, { taken, file }: Composed): RemovedExposure {
  const { tree, catalog, facts } = image;
  const left = new Left(image);
  for (const { effects } of taken) for (const effect of effects) left.apply(effect);
  const cached = cachedFiles(image);
  const isThere = ({ files, within, name }: CatalogedPackage) =>
    left.hasPackage(name) || (within === undefined ? files : [within.file]).some((node) => left.has(node));
  const staying = new Set(catalog.packages.filter(isThere).map(nameOf));
  const packages = catalog.packages.filter(
    (one) =>
      one.files.length > 0 && !staying.has(nameOf(one)) && one.files.some((node) => !cached.has(tree.inode(node))),
  );
  const names = [...new Set(packages.map(({ name }) => name))].sort();
  const exposure = facts.exposure.state === 'known' ? facts.exposure.value : null;
  const paths = (kind: string) =>
    (exposure?.items ?? []).flatMap(({ kind: of, path, live }) => (of === kind && path !== null && live ? [path] : []));
  const isGone = (path: string) => {
    // `/bin/sh` is a symlink to what is the shell.
    const node = tree.resolve(path);
    return !left.hasPath(path) && (node === noNode || !left.has(node));
  };
  return {
    packages: { count: packages.length, names: names.slice(0, maxNames) },
    setuidFiles: paths('setuid').filter(isGone).slice(0, maxNames),
    shells: (exposure?.shells ?? []).filter(isGone).slice(0, maxNames),
    rootUser: (exposure?.runsAsRoot ?? false) && !isRoot(lastUser(file)),
    unsure: left.unsure,
  };
}

/** Copies in caches of package managers: they were never installed, and what was made of them may stay. */
const isCache = /-(?:caches?|modules|packages|registry|repository|store)-left-behind$/;

function cachedFiles({ findings }: ImageEvidence): Set<Entry> {
  return new Set(findings.flatMap(({ finding, files }) => (isCache.test(finding.rule) ? [...files] : [])));
}

/** Of several versions, or copies, one may stay. */
function nameOf({ manager, name }: CatalogedPackage): string {
  return `${manager}:${name}`;
}

/** What the last stage says; null where it says nothing. */
function lastUser(file: Dockerfile): string | null {
  const user = readStages(file)
    .stages.at(-1)
    ?.instructions.findLast(({ name }) => name === 'USER');
  return user?.argument.text ?? null;
}

function isRoot(user: string | null): boolean {
  return user === null || /^(?:root|0)(?::|$)/.test(user) || user.includes('$');
}

/** What the final stage has: files of the image, and another base's. */
class Left {
  readonly #image: ImageEvidence;
  readonly #removed = new Set<number>();
  readonly #alongside = new Set<number>();
  #kept: ReadonlySet<number> | null = null;
  #base: BaseProfile | null = null;
  #isReplaced = false;

  constructor(image: ImageEvidence) {
    this.#image = image;
  }

  apply(effect: Effect): void {
    switch (effect.kind) {
      case 'removes':
        for (const entry of effect.files) this.#removed.add(entry);
        return;
      case 'replaces-base':
        this.#base = effect.base;
        this.#isReplaced = true;
        return;
      case 'new-stage':
        this.#base = effect.base;
        this.#kept = new Set(effect.files);
        return;
      case 'keeps':
        for (const entry of effect.files) this.#alongside.add(entry);
        return;
      case 'adds':
      case 'adds-nothing':
      case 'shrinks':
        return;
    }
  }

  /** Whether a file of the image is still there. */
  has(node: number): boolean {
    const { tree, model, ownFrom } = this.#image;
    const inode = tree.inode(node);
    if (inode !== -1 && this.#alongside.has(inode)) return true;
    if (inode === -1 || this.#removed.has(inode)) return false;
    if (this.#kept !== null) return this.#kept.has(inode);
    return !this.#isReplaced || model.merged.entries.layer(inode) >= (ownFrom ?? 0);
  }

  hasPackage(name: string): boolean {
    return this.#base?.exposure?.packages.has(name) ?? false;
  }

  hasPath(path: string): boolean {
    return this.#base?.hasPath(path) ?? false;
  }

  get unsure(): string | null {
    if (this.#base === null || this.#base.exposure !== null) return null;
    return `what ${this.#base.reference} has is not known here: some of it may be there, too`;
  }
}
