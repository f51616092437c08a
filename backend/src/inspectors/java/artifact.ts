import type { Evidence } from '../../inspection-answers.ts';
import { splitFileName } from './file-name.ts';
import type { JarContent } from './jar-content.ts';
import type { Manifest } from './manifest.ts';
import type { Coordinates } from './pom-properties.ts';

/** What an archive is. */
export interface Artifact {
  /** `group:name`; the name alone where the group is not told. */
  readonly name: string;
  /** Empty where nothing tells it. */
  readonly version: string;
  readonly says: Evidence['says'];
}

export interface Artifacts {
  /** The archive itself. */
  readonly own: Artifact;
  /** What was merged into it, file by file (shaded). */
  readonly merged: readonly Artifact[];
}

/** Maven's own words first, then the manifest, then the file's name. */
export function artifactsOf(jar: JarContent): Artifacts {
  const own = ownPom(jar);
  const merged = jar.poms.filter((pom) => pom !== own).map(fromPom);
  return { own: own === null ? fromManifest(jar) : fromPom(own), merged: withoutRepeats(merged) };
}

/** Of several that were merged into one archive, the one that the archive is named for. */
function ownPom({ path, poms, manifest }: JarContent): Coordinates | null {
  const file = splitFileName(path);
  const named =
    poms.find(({ artifactId, version }) => `${file.stem}-`.startsWith(`${artifactId}-${version}-`)) ??
    poms.find(({ artifactId }) => artifactId === file.name || artifactId === manifest?.['implementation-title']);
  const [only] = poms;
  if (named !== undefined || only === undefined || poms.length > 1) return named ?? null;
  // A file that was renamed (app.jar) still has its own; one whose name says something else has another's.
  return file.version === null || versionOf(manifest) === only.version ? only : null;
}

function versionOf(manifest: Manifest | null): string | undefined {
  return manifest?.['implementation-version'] ?? manifest?.['bundle-version'];
}

function fromPom({ groupId, artifactId, version }: Coordinates): Artifact {
  return { name: `${groupId}:${artifactId}`, version, says: `pom.properties: ${groupId}:${artifactId}:${version}` };
}

function fromManifest({ path, manifest }: JarContent): Artifact {
  const title = manifest?.['implementation-title'];
  const bundle = manifest?.['bundle-symbolicname']?.split(';')[0]?.trim();
  const told = versionOf(manifest);
  const file = splitFileName(path, told);
  // A file that carries a version is named as Maven names it; else a title that could be a name is better than any name.
  const name = file.version !== null ? file.name : ([title, bundle].find(isName) ?? file.name);
  const version = file.version ?? told ?? '';
  const sources = [
    ...(told === undefined ? [] : [`manifest: ${title ?? bundle ?? ''} ${told}`.replace('  ', ' ')]),
    ...(file.version === null ? [] : [`file name: ${file.name} ${file.version}`]),
  ];
  return { name, version, says: sources.length === 0 ? 'file name only: no version is told' : sources.join('; ') };
}

function isName(text: string | undefined): text is string {
  return text !== undefined && /^[A-Za-z][\w.-]{1,100}$/.test(text);
}

function withoutRepeats(artifacts: readonly Artifact[]): Artifact[] {
  return [...new Map(artifacts.map((one) => [`${one.name} ${one.version}`, one])).values()];
}
