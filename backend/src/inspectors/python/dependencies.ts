import type { PathNode } from '../../image/merge.ts';
import type { Distribution } from './distributions.ts';
import { holds } from './markers.ts';
import { normalized } from './requirement.ts';
import type { Site } from './sites.ts';

/** Distributions by name, as each Python sees them: those beside, of its installation, and of its system. */
class Index {
  readonly #bySite = new Map<PathNode, Map<string, number>>();
  readonly #byGroup = new Map<string, Map<string, number>>();
  readonly #system = new Map<string, number>();

  constructor(distributions: readonly Distribution[]) {
    for (const [place, { metadata, site }] of distributions.entries()) {
      const name = normalized(metadata.name);
      const maps = [
        at(this.#bySite, site.folder),
        at(this.#byGroup, site.group),
        ...(site.isSeen ? [this.#system] : []),
      ];
      for (const map of maps) if (!map.has(name)) map.set(name, place);
    }
  }

  find({ folder, group, seesAll }: Site, name: string): number | undefined {
    return (
      this.#bySite.get(folder)?.get(name) ??
      this.#byGroup.get(group)?.get(name) ??
      (seesAll ? this.#system.get(name) : undefined)
    );
  }
}

function at<K>(maps: Map<K, Map<string, number>>, key: K): Map<string, number> {
  const map = maps.get(key) ?? new Map<string, number>();
  maps.set(key, map);
  return map;
}

/** A requirement that brings in an extra has its requirements looked at again: that often at most. */
const maxRounds = 8;

/**
 * Which distributions each needs, by place. What an extra needs counts where something asks for that extra.
 * @param machine as `uname -m` has it
 */
export function dependenciesOf(
  distributions: readonly Distribution[],
  machine: string | null,
): readonly (readonly number[])[] {
  const index = new Index(distributions);
  const extras = distributions.map(() => new Set<string>());
  const needed = distributions.map(() => new Set<number>());
  let open = distributions.map((_, place) => place);
  for (let round = 0; round < maxRounds && open.length > 0; round++) {
    const again = new Set<number>();
    for (const place of open) {
      const distribution = distributions[place];
      if (distribution === undefined) continue;
      const environment = {
        pythonVersion: distribution.site.pythonVersion,
        machine,
        extras: extras[place] ?? new Set(),
      };
      for (const { name, extras: asked, marker } of distribution.requires) {
        const to = index.find(distribution.site, name);
        if (to === undefined || (marker !== null && !holds(marker, environment))) continue;
        if (to !== place) needed[place]?.add(to);
        for (const extra of asked) {
          if (extras[to]?.has(extra)) continue;
          extras[to]?.add(extra);
          again.add(to);
        }
      }
    }
    open = [...again];
  }
  return needed.map((places) => [...places]);
}
