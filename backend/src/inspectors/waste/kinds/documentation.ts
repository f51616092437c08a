import type { PlaceKind } from '../place-kind.ts';

/** Prefixes that software is installed under; a folder `share` elsewhere may be anything. */
const shares = ['/usr/share', '/usr/local/share', '/opt/*/share', '/opt/*/*/share', 'toolchains/*/share'];
const inShares = (...names: readonly string[]) => shares.flatMap((share) => names.map((name) => `${share}/${name}`));

const licence = /^(copyright|copying|licen[cs]e|notice|authors|patents)/i;
/** Schemas that entrypoints feed to databases: some packages have them nowhere else. */
const schema = /\.(sql|ldif|schema)(\.gz|\.xz)?$/i;
const noProgram = 'People read them, programs hardly ever do; a container has nobody to read them.';
const excluding = (path: string) =>
  `Start from a slim image, or leave them out when installing: with apt by a file in /etc/dpkg/dpkg.cfg.d that says path-exclude=${path}`;

/** What is there for people to read, and what only some languages or places need. */
export const documentation: readonly PlaceKind[] = [
  {
    rule: 'licence-texts-installed',
    group: 'waste',
    title: 'Licence texts',
    contents: 'licences and copyright notices of installed software',
    why: 'No program reads them, but many licences ask that their text goes with the software: who hands the image on should keep them.',
    remedy: 'Keep them, unless the image stays in the house; or start from a slim image, which has the fewer packages.',
    confidence: 'possible',
    places: ['/usr/share/doc/*/copyright', '/usr/share/licenses', '/usr/share/common-licenses'],
  },
  {
    rule: 'documentation-installed',
    group: 'waste',
    title: 'Documentation',
    contents: 'documentation, changelogs and examples of installed software',
    why: noProgram,
    remedy: `${excluding('/usr/share/doc/*')}, with dnf by --setopt=tsflags=nodocs.`,
    confidence: 'likely',
    places: [...inShares('doc', 'gtk-doc', 'devhelp', 'doc-base', 'lintian', 'bug', 'reportbug'), '/usr/share/ri'],
    except: new RegExp(`${licence.source}|${schema.source}`, 'i'),
  },
  {
    rule: 'manual-pages-installed',
    group: 'waste',
    title: 'Manual and info pages',
    contents: 'manual pages and info pages of installed software',
    why: noProgram,
    remedy: `${excluding('/usr/share/man/*')}, with dnf by --setopt=tsflags=nodocs.`,
    confidence: (use) => unlessManIsRun(use.runs('man', 'info')),
    places: [...inShares('man', 'info'), '/usr/man', '/usr/local/man', '/usr/X11R6/man', '/var/cache/man'],
  },
  {
    rule: 'translations-installed',
    group: 'waste',
    title: 'Translations of programs',
    contents: 'messages of installed programs in languages that the image does not use',
    why: 'The image sets no such language, so programs speak English. English and the language that LANG sets are not counted.',
    remedy: `${excluding('/usr/share/locale/*')}.`,
    confidence: 'likely',
    places: inShares('locale/*/LC_MESSAGES', 'locale/*/LC_TIME'),
    where: (place, use) => isForeign(place.folderName, use.language),
  },
  {
    rule: 'locale-sources-installed',
    group: 'waste',
    title: 'Sources of locales',
    contents: 'definitions from which localedef and locale-gen make locales',
    why: 'Programs use the locales that were made of them, in /usr/lib/locale.',
    remedy:
      'Remove /usr/share/i18n in the RUN that makes the locales, or make them in a build stage and copy /usr/lib/locale.',
    confidence: (use) => (use.runs('localedef', 'locale-gen') === 'yes' ? null : 'likely'),
    places: ['/usr/share/i18n/locales', '/usr/share/i18n/charmaps'],
  },
  {
    rule: 'time-zones-installed',
    group: 'waste',
    title: 'Time zones',
    contents: 'rules of all time zones',
    why: 'A program that only knows UTC needs none. Programs that show local times do: through the C library, Python, Go and PHP from here, Java and Node.js mostly from data of their own.',
    remedy: 'Leave tzdata out if the program works in UTC only; test it before.',
    confidence: 'possible',
    places: ['/usr/share/zoneinfo'],
    except: /^(UTC|UCT|GMT|Etc|Universal|Zulu|posixrules|tzdata\.zi|leap.*|.*\.tab)$/,
    where: (_, use) => (use.env('TZ') ?? 'UTC') === 'UTC',
  },
];

function unlessManIsRun(runs: 'yes' | 'no' | 'unknown') {
  return runs === 'yes' ? null : 'likely';
}

/** @param folder `de`, `pt_BR`, `sr@latin`, as gettext names folders */
function isForeign(folder: string, language: string | null): boolean {
  const spoken = folder.replace(/[_.@].*$/, '');
  return spoken !== 'en' && spoken !== 'C' && spoken !== language?.replace(/_.*$/, '');
}
