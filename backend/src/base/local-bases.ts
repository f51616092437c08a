import type { BaseEvidence } from './boundary.ts';

/** An image of the same engine and platform. */
export interface LocalBase {
  readonly id: string;
  /** `repository:tag`; empty where dangling. */
  readonly references: readonly string[];
  /** The first is the one to be shown. */
  readonly digests: readonly string[];
  readonly diffIds: readonly string[];
  /** Keys of the lines of its history (`historyKey`), from the base up; null where they are not at hand. */
  readonly history: readonly string[] | null;
  readonly created: string | null;
  readonly labels: Readonly<Record<string, string>>;
}

/** An image whose layers are the beginning of another's. */
export interface RankedBase extends LocalBase {
  readonly layers: number;
  readonly name: string | null;
  /** Why it may be something else than the base; null where nothing speaks against it. */
  readonly doubt: string | null;
}

type Image = BaseEvidence['image'];

/** The images that this one begins with: with fewer layers, or with the same ones and less history. */
export function beginnings(image: Image, locals: readonly LocalBase[]): LocalBase[] {
  return locals.filter(
    (local) => local.id !== image.id && local.diffIds.length > 0 && isBelow(local, image) && beginsWith(image, local),
  );
}

/** Whether all layers of one image are the lowest of the other. */
export function beginsWith(image: Pick<Image, 'diffIds'>, local: Pick<LocalBase, 'diffIds'>): boolean {
  return local.diffIds.every((diffId, i) => diffId === image.diffIds[i]);
}

function isBelow(local: LocalBase, image: Image): boolean {
  if (local.diffIds.length !== image.diffIds.length) return local.diffIds.length < image.diffIds.length;
  return local.history !== null && local.history.length < image.history.length && isInherited(local.history, image);
}

/**
 * The most likely base first. The longest beginning is the nearest; but an older build of the same image, a stage that
 * was built alone, or an image that is newer may be longer than the base and still be no base.
 */
export function rankBases(image: Image, bases: readonly LocalBase[]): RankedBase[] {
  return bases
    .map((base) => ({
      ...base,
      layers: base.diffIds.length,
      name: base.references.toSorted(byFame)[0] ?? null,
      doubt: doubtOf(image, base),
    }))
    .toSorted(
      (a, b) =>
        Number(a.doubt !== null) - Number(b.doubt !== null) ||
        b.layers - a.layers ||
        byFame(a.name ?? '', b.name ?? '') ||
        a.id.localeCompare(b.id),
    );
}

function doubtOf(image: Image, { references, created, history }: LocalBase): string | null {
  if (references.length === 0) return 'it has no name, as leftovers of earlier builds have none';
  if (history !== null && !isInherited(history, image)) return 'its history is not the beginning of this image’s';
  const own = new Set(image.references.map(repository));
  // With all of its history, down to the last setting, it is a base whatever it is called.
  if (history === null && references.every((reference) => own.has(repository(reference)))) {
    return 'it has the same name, as an older build has';
  }
  const [theirs, ours] = [Date.parse(created ?? ''), Date.parse(image.created ?? '')];
  // Reproducible builds date their images with 1970.
  return ours > yearMs && theirs > ours ? 'it is newer than this image' : null;
}

function isInherited(history: readonly string[], image: Image): boolean {
  return history.every((key, i) => key === image.history[i]);
}

const yearMs = 365 * 24 * 60 * 60 * 1000;

function repository(reference: string): string {
  const name = reference.replace(/@.*$/, '');
  const colon = name.lastIndexOf(':');
  return colon > name.lastIndexOf('/') ? name.slice(0, colon) : name;
}

/** Official names, which have no `/`, then the shorter ones. */
function byFame(a: string, b: string): number {
  return slashes(a) - slashes(b) || a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}

function slashes(name: string): number {
  return name === '' ? Number.MAX_SAFE_INTEGER : name.split('/').length;
}
