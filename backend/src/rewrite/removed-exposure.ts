import { readStages } from '../dockerfile/stages.ts';
import type { Dockerfile } from '../dockerfile/syntax.ts';
import { noNode } from '../image/merge.ts';
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
  const packages = catalog.packages
    .filter(({ files, name }) => !left.hasPackage(name) && files.length > 0 && !files.some((node) => left.has(node)))
    .map(({ name }) => name);
  const names = [...new Set(packages)].sort();
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
