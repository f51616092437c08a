import type { CommandBeside, Entrypoint } from '../../inspection-answers.ts';
import type { ImageEvidence } from '../evidence.ts';

/** Entrypoint scripts of official images that change nothing for a program that is named in full. */
const scriptsOfBases: ReadonlySet<string> = new Set([
  '/usr/local/bin/docker-entrypoint.sh',
  '/__cacert_entrypoint.sh',
  '/usr/local/bin/mvn-entrypoint.sh',
]);

/** What starting does beside starting the program, without what a base's own script does for any program. */
export function besidesStarting({ besides }: Entrypoint, { tree, ownFrom }: ImageEvidence): CommandBeside[] {
  const isBases = (path: string | null) =>
    path !== null && scriptsOfBases.has(path) && tree.layer(tree.resolve(path)) < (ownFrom ?? 0);
  return besides.filter(({ path }) => !isBases(path));
}
