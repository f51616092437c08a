import type { ProjectFile } from './reading.ts';

type Kind = ProjectFile['kind'];

/** Folders that others fill: what is in them is not the project's own. */
const foreignFolders = new Set([
  'node_modules',
  'bower_components',
  'vendor',
  'target',
  'dist',
  'venv',
  '__pycache__',
  'site-packages',
]);

/** Hidden folders hold tools' own data, but for these. */
const openHiddenFolders = new Set(['.docker', '.devcontainer', '.github']);

export function isForeignFolder(name: string): boolean {
  return foreignFolders.has(name) || (name.startsWith('.') && !openHiddenFolders.has(name));
}

const manifests = new Set([
  'package.json',
  'pnpm-workspace.yaml',
  'pyproject.toml',
  'setup.py',
  'setup.cfg',
  'pipfile',
  'environment.yml',
  'go.mod',
  'cargo.toml',
  'pom.xml',
  'build.gradle',
  'build.gradle.kts',
  'settings.gradle',
  'settings.gradle.kts',
  'composer.json',
  'gemfile',
  'makefile',
  'gnumakefile',
]);

const lockFiles = new Set([
  'package-lock.json',
  'npm-shrinkwrap.json',
  'yarn.lock',
  'pnpm-lock.yaml',
  'bun.lock',
  'poetry.lock',
  'uv.lock',
  'pdm.lock',
  'pipfile.lock',
  'go.sum',
  'cargo.lock',
  'gradle.lockfile',
  'composer.lock',
  'gemfile.lock',
  'packages.lock.json',
]);

/** What a file is to a project, by its name alone; null for most. */
export function kindOfFile(name: string): Kind | null {
  const lower = name.toLowerCase();
  // What `keepBeside` left there.
  if (/\.before-aligera(\.\d+)?$/.test(lower)) return null;
  if (lower === '.dockerignore' || lower.endsWith('.dockerignore')) return 'ignore-file';
  if (isDockerfileName(lower)) return 'dockerfile';
  if (lockFiles.has(lower)) return 'lock-file';
  if (manifests.has(lower) || /^requirements.*\.txt$/.test(lower) || /\.(cs|fs|vb)proj$/.test(lower)) return 'manifest';
  return null;
}

/** `Dockerfile`, `Dockerfile.dev`, `web.Dockerfile`; the same for Containerfile, as others name it. */
function isDockerfileName(lower: string): boolean {
  return /^(dockerfile|containerfile)($|\.)/.test(lower) || /\.(dockerfile|containerfile)$/.test(lower);
}
