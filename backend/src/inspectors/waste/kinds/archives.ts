import type { ImageUse } from '../image-use.ts';
import type { Place } from '../place.ts';
import type { PlaceKind } from '../place-kind.ts';

const ending = /(?:\.tar)?\.(?:gz|bz2|xz|zst)$|\.(?:tgz|txz|tbz2?|tar|zip|7z)$/;

const remedy =
  'Download, unpack and remove it in one RUN, or pipe it: curl … | tar -xz. ADD unpacks a local tar and leaves none behind.';

export const archiveKinds: readonly PlaceKind[] = [
  {
    rule: 'package-files-kept',
    group: 'waste',
    title: 'Package files that are installed already',
    contents: 'packages of which the very version is installed',
    why: 'Their content is in the image twice.',
    remedy: 'Remove them in the RUN that installs them, or mount them: RUN --mount=type=bind,source=…,target=….',
    confidence: 'certain',
    places: ['*.deb', '*.whl'],
    // Python makes virtual environments from wheels that it brings along, and a repository is there to install from.
    where: (place, use) =>
      place.isFile &&
      !place.isInDependencies &&
      place.folderName !== '_bundled' &&
      !['Packages', 'Packages.gz', 'Release', 'index.html'].some((index) => place.hasBeside(index)) &&
      isInstalled(place.name, use),
  },
  {
    rule: 'archives-beside-their-content',
    group: 'waste',
    title: 'Archives beside what was unpacked from them',
    contents: 'archives with a folder of the same name beside them',
    why: 'Their content is in the image twice.',
    remedy,
    confidence: 'likely',
    places: ['*.gz', '*.bz2', '*.xz', '*.zst', '*.tgz', '*.txz', '*.tbz', '*.tbz2', '*.tar', '*.zip', '*.7z'],
    where: (place) => place.isFile && !place.isInDependencies && isBesideItsContent(place),
  },
];

function isInstalled(name: string, use: ImageUse): boolean {
  // deb(5): name_version_architecture; binary distribution format: name-version-tags, with _ for what is no letter.
  if (name.endsWith('.deb')) {
    const [packageName = '', version = ''] = name.slice(0, -'.deb'.length).split('_');
    return use.isInstalled('dpkg', packageName, version.replace(/^\d+(?::|%3a)/i, ''));
  }
  const [packageName = '', version = ''] = name.split('-');
  return use.isInstalled('python', packageName, version);
}

function isBesideItsContent(place: Place): boolean {
  const stem = place.name.replace(ending, '');
  return stem !== place.name && place.hasFolderBeside(stem);
}
