import type { ProjectReading } from '../../project/reading.ts';
import type { CalledProgram } from './called-programs.ts';

const managers =
  /^(?:npm|npx|yarn|pnpm|pip3?(?:\.\d+)?|uv|poetry|pipenv|pdm|bundle|bundler|gem|composer|cargo|corepack)$/;
const inManifest: readonly RegExp[] = [
  // npm, yarn, pnpm; pip, Poetry
  /git\+(?:https?|ssh|file):/,
  /"(?:github|gitlab|bitbucket):[\w.-]+\/[\w.-]+/,
  /"git(?:@|:\/\/)/,
  /\bgit\s*=\s*["']/,
  // Bundler
  /^GIT\r?$/m,
  /^\s*gem .*\bgit(?:hub)?(?::|\s*=>)/m,
];

/** Whether a package manager that a line runs fetches with git: its words, or the project's manifests say so. */
export function fetchesWithGit({ name, args }: CalledProgram, project: ProjectReading | null): boolean {
  const program = name.slice(name.lastIndexOf('/') + 1);
  const isModule = /^python/.test(program) && args[0] === '-m' && args[1] === 'pip';
  if (!managers.test(program) && !isModule) return false;
  if (args.some((word) => /^git(?:\+|@|:\/\/)|^(?:github|gitlab):|@git\+/.test(word))) return true;
  const texts = (project?.files ?? []).flatMap(({ kind, text }) =>
    text !== null && (kind === 'manifest' || kind === 'lock-file') ? [text] : [],
  );
  return texts.some((text) => inManifest.some((pattern) => pattern.test(text)));
}
