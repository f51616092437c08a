import { checkPackageCount } from '../record-limit.ts';
import { stanzas } from './stanzas.ts';

/** What dpkg knows of one package, as far as it is asked for. Relations are as written (deb-control(5)). */
export interface PackageRecord {
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
  /** `installed`, `config-files`…: the last word of its status (dpkg(1)). */
  readonly state: string;
  /** False where an installation of it broke off. */
  readonly sound: boolean;
  readonly essential: boolean;
  readonly priority: string;
  readonly multiArch: string;
  readonly depends: string;
  readonly recommends: string;
  readonly provides: string;
}

export interface PackageRecords {
  readonly records: readonly PackageRecord[];
  /** Paragraphs that describe no package, the number of the first of them, and what is wrong with it. */
  readonly broken: { readonly count: number; readonly first: number; readonly why: string } | null;
  /** False where the text ends in the middle of a line. */
  readonly whole: boolean;
}

const fields = [
  'package',
  'version',
  'architecture',
  'status',
  'essential',
  'priority',
  'multi-arch',
  'pre-depends',
  'depends',
  'recommends',
  'provides',
] as const;
const wanted: ReadonlySet<string> = new Set(fields);

/** As dpkg has them, and a bit more, as it has been stricter with time; none can hide control characters. */
const nameForm = /^[A-Za-z0-9][A-Za-z0-9+._-]{0,254}$/;
const versionForm = /^[A-Za-z0-9.+:~_-]{1,254}$/;
const architectureForm = /^[A-Za-z0-9-]{0,254}$/;

/**
 * @param text `/var/lib/dpkg/status`, or a package's control file, which has no status: it stands for an installed one
 */
export function readPackageRecords(text: string, hasStatus: boolean): PackageRecords {
  const records: PackageRecord[] = [];
  const broken = { count: 0, first: 0, why: '' };
  let number = 0;
  for (const stanza of stanzas(text, wanted)) {
    checkPackageCount(++number);
    const field = (name: (typeof fields)[number]) => stanza.get(name) ?? '';
    const status = hasStatus ? field('status').split(/\s+/) : ['install', 'ok', 'installed'];
    const why = !nameForm.test(field('package'))
      ? 'it names no package'
      : !architectureForm.test(field('architecture'))
        ? 'its architecture is none'
        : status.length !== 3
          ? 'it has no status'
          : hasFiles(status[2] ?? '') && !versionForm.test(field('version'))
            ? 'it has no version'
            : null;
    if (why !== null) {
      if (broken.count++ === 0) Object.assign(broken, { first: number, why });
      continue;
    }
    records.push({
      name: field('package'),
      version: field('version'),
      architecture: field('architecture'),
      state: status[2] ?? '',
      sound: status[1] === 'ok',
      essential: field('essential').toLowerCase() === 'yes',
      priority: field('priority').slice(0, 50),
      multiArch: field('multi-arch'),
      depends: [field('pre-depends'), field('depends')].filter(Boolean).join(', '),
      recommends: field('recommends'),
      provides: field('provides'),
    });
  }
  return { records, broken: broken.count === 0 ? null : broken, whole: text === '' || text.endsWith('\n') };
}

/** Whether a package in that state has its files in place, configured or not. */
export function hasFiles(state: string): boolean {
  return filesInPlace.has(state);
}
const filesInPlace = new Set(['installed', 'triggers-pending', 'triggers-awaited', 'half-configured', 'unpacked']);
