import type { Manifest } from './manifest.ts';
import type { ModuleInfo } from './module-info.ts';
import type { Coordinates } from './pom-properties.ts';

/** What is known of a Java archive, and of those in it. */
export interface JarContent {
  /** Path in the archive that holds it; of a file in the image its whole path. */
  readonly path: string;
  /** As it is stored there: compressed in an archive that compresses it. */
  readonly bytes: number;
  readonly manifest: Manifest | null;
  /** Of itself, and of what was merged into it. */
  readonly poms: readonly Coordinates[];
  readonly module: ModuleInfo | null;
  readonly nested: readonly JarContent[];
}

export interface JarReading {
  readonly jar: JarContent;
  /** What could not be looked at, each fit for a person. */
  readonly gaps: readonly string[];
}

export const archiveName = /\.(?:jar|war|ear|rar)$/i;
