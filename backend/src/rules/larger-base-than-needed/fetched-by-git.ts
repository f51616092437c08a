import { basename } from 'node:path';
import type { ProjectFile } from '../../project/reading.ts';
import type { CalledProgram } from './called-programs.ts';

const managers =
  /^(?:npm|npx|yarn|pnpm|pip3?(?:\.\d+)?|uv|poetry|pipenv|pdm|bundle|bundler|gem|composer|cargo|corepack)$/;

/** By the names of manifests and lock files: what says that something is fetched with git. */
const inFiles: readonly (readonly [name: RegExp, says: RegExp])[] = [
  [/^package-lock\.json$|^npm-shrinkwrap\.json$/, /"resolved": "git\+/],
  [/^yarn\.lock$/, /^ {2}resolved "git\+|resolution: ".*(?:git@|\.git#)/m],
  [/^pnpm-lock\.yaml$/, /type: git\b|git\+(?:https?|ssh):/],
  [/^requirements.*\.txt$|^constraints.*\.txt$/, /^\s*(?!#).*git\+/m],
  [/^pyproject\.toml$/, /\bgit\s*=\s*["']|@ git\+/],
  [/^Pipfile$/, /\bgit\s*=\s*["']/],
  [/^Gemfile\.lock$/, /^GIT\r?$/m],
  [/^Gemfile$/, /^\s*gem .*\bgit(?:hub)?(?::|\s*=>)/m],
];
const dependencies = /"(?:dependencies|devDependencies|optionalDependencies)"\s*:\s*\{([^}]*)\}/g;
const gitDependency = /"(?:git(?:\+|@|:\/\/)|(?:github|gitlab|bitbucket):|[\w.-]+\/[\w.-]+(?:#[^"]*)?"\s*[,\n])/;

/** Whether a package manager that a line runs fetches with git: its words, or the project's manifests say so. */
export function fetchesWithGit(
  { name, args }: CalledProgram,
  files: readonly Pick<ProjectFile, 'path' | 'text'>[],
): boolean {
  const program = name.slice(name.lastIndexOf('/') + 1);
  const isModule = /^python/.test(program) && args[0] === '-m' && args[1] === 'pip';
  if (!managers.test(program) && !isModule) return false;
  if (args.some((word) => /^git(?:\+|@|:\/\/)|^(?:github|gitlab):|@git\+|@ git\+/.test(word))) return true;
  return files.some(({ path, text }) => text !== null && saysGit(basename(path), text));
}

function saysGit(name: string, text: string): boolean {
  if (name === 'package.json')
    return [...text.matchAll(dependencies)].some(([, list = '']) => gitDependency.test(list));
  return inFiles.some(([names, says]) => names.test(name) && says.test(text));
}
