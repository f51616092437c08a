import { Providers } from '../providers.ts';
import type { PackageRecord } from './package-record.ts';
import { compareVersions } from './version.ts';

/** One alternative of a relation (deb-control(5)): `libc6:any (>= 2.38)`. */
interface Relation {
  readonly name: string;
  readonly architecture: string;
  readonly operator: string;
  readonly version: string;
}

interface Provider {
  readonly place: number;
  /** The version that it has or provides; null where a provided name has none. */
  readonly version: string | null;
}

const form = /^\s*([A-Za-z0-9][A-Za-z0-9+._-]*)(?::([A-Za-z0-9-]+))?\s*(?:\(\s*([<>=]{1,2})\s*([^\s)]+)\s*\))?/;

/**
 * Which of the packages each needs, or recommends, by place. Of alternatives all that are installed and fit count, as
 * they do when apt tells what is needed no more.
 */
export function relatedPackages(packages: readonly PackageRecord[], by: 'depends' | 'recommends'): number[][] {
  const providers = new Providers<Provider>();
  packages.forEach(({ name, version }, place) => {
    providers.add(name, { place, version });
  });
  packages.forEach(({ provides }, place) => {
    for (const { name, version } of relations(provides)) {
      providers.add(name, { place, version: version === '' ? null : version });
    }
  });
  const native = mostFrequentArchitecture(packages);
  return packages.map((one, own) => {
    const found = new Set<number>();
    for (const relation of relations(one[by])) {
      for (const { place, version } of providers.of(relation.name)) {
        const other = packages[place];
        if (place === own || other === undefined) continue;
        if (fitsArchitecture(relation, one, other, native) && fitsVersion(relation, version)) found.add(place);
      }
    }
    return [...found];
  });
}

function* relations(text: string): Generator<Relation> {
  for (const part of text.split(/[,|]/)) {
    const [, name, architecture = '', operator = '', version = ''] = form.exec(part) ?? [];
    if (name !== undefined) yield { name, architecture, operator, version };
  }
}

function fitsArchitecture(relation: Relation, one: PackageRecord, other: PackageRecord, native: string): boolean {
  const of = ({ architecture }: PackageRecord) => (architecture === 'all' ? native : architecture);
  if (relation.architecture === 'any' || other.multiArch === 'foreign') return true;
  return of(other) === (relation.architecture === '' ? of(one) : relation.architecture);
}

function fitsVersion({ operator, version: asked }: Relation, version: string | null): boolean {
  if (operator === '') return true;
  if (version === null) return false;
  const order = compareVersions(version, asked);
  switch (operator) {
    case '<<':
      return order < 0;
    // The single signs are of old and mean this.
    case '<=':
    case '<':
      return order <= 0;
    case '>=':
    case '>':
      return order >= 0;
    case '>>':
      return order > 0;
    default:
      return order === 0;
  }
}

function mostFrequentArchitecture(packages: readonly PackageRecord[]): string {
  const counts = new Map<string, number>();
  for (const { architecture } of packages) {
    if (architecture !== 'all') counts.set(architecture, (counts.get(architecture) ?? 0) + 1);
  }
  const [first] = [...counts].sort(([, a], [, b]) => b - a);
  return first?.[0] ?? 'all';
}
