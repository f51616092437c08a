import { z } from 'zod';
import type { ProjectReading } from '../../project/reading.ts';
import type { Install } from './installs.ts';

/** The files that an installation reads, or why it may read more. */
export type Manifests = { readonly files: readonly string[] } | { readonly why: string };

/**
 * @param isThere whether the COPY brought a file
 * @param project for what stands in the manifests
 */
export function manifestsFor(
  { ecosystem, named }: Install,
  isThere: (name: string) => boolean,
  project: ProjectReading,
): Manifests {
  const textOf = (name: string) => project.files.find(({ path }) => path === name)?.text ?? null;
  switch (ecosystem) {
    case 'npm':
      return ofNode(isThere, textOf);
    case 'pip':
      return ofPython(named, isThere, textOf);
    case 'go':
      return ofFile(
        'go.mod',
        ['go.sum'],
        isThere,
        textOf,
        (text) => !/=>\s*\.{0,2}\//.test(text) && !isThere('go.work') && !isThere('vendor'),
      );
    case 'bundler':
      return ofFile(
        'Gemfile',
        ['Gemfile.lock', '.ruby-version', '.tool-versions'],
        isThere,
        textOf,
        (text) =>
          !/\bpath\b|gemspec|eval_gemfile|require|File\b|Dir\b/.test(text) && !isThere('vendor') && !isThere('.bundle'),
      );
  }
}

type IsThere = (name: string) => boolean;
type TextOf = (name: string) => string | null;

function ofFile(
  manifest: string,
  others: readonly string[],
  isThere: IsThere,
  textOf: TextOf,
  isAlone: (text: string) => boolean,
): Manifests {
  const text = textOf(manifest);
  if (!isThere(manifest) || text === null) return { why: `${manifest} is not known` };
  if (!isAlone(text)) return { why: `${manifest} may need other files of the project` };
  return { files: [manifest, ...others.filter(isThere)] };
}

const packageManifest = z.object({
  scripts: z.record(z.string(), z.unknown()).optional(),
  workspaces: z.unknown().optional(),
  dependencies: z.record(z.string(), z.unknown()).optional(),
  devDependencies: z.record(z.string(), z.unknown()).optional(),
  optionalDependencies: z.record(z.string(), z.unknown()).optional(),
  pnpm: z.object({ patchedDependencies: z.unknown().optional() }).optional(),
});
const installScripts = ['preinstall', 'install', 'postinstall', 'prepublish', 'preprepare', 'prepare', 'postprepare'];
const nodeFiles = [
  'package-lock.json',
  'npm-shrinkwrap.json',
  'yarn.lock',
  'pnpm-lock.yaml',
  'pnpm-workspace.yaml',
  '.npmrc',
  '.yarnrc',
  '.yarnrc.yml',
  '.pnpmfile.cjs',
];

function ofNode(isThere: IsThere, textOf: TextOf): Manifests {
  const text = textOf('package.json');
  if (!isThere('package.json') || text === null) return { why: 'package.json is not known' };
  const manifest = packageManifest.safeParse(parsed(text)).data;
  if (manifest === undefined) return { why: 'package.json cannot be read' };
  const script = installScripts.find((name) => manifest.scripts?.[name] !== undefined);
  if (script !== undefined) return { why: `package.json has a script ${script}, which may need the sources` };
  const { workspaces, dependencies, devDependencies, optionalDependencies } = manifest;
  if (workspaces !== undefined || /^\s*packages\s*:/m.test(textOf('pnpm-workspace.yaml') ?? '')) {
    return { why: 'it is a workspace of several packages, which all have manifests' };
  }
  const local = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies }).find(
    ([, range]) => typeof range === 'string' && /^(?:file|link|portal|workspace|patch):|^[.~/]/.test(range),
  );
  if (local !== undefined) return { why: `${local[0]} comes from a folder of the project` };
  const more = ['.yarn', 'patches', 'binding.gyp'].find(isThere);
  if (more !== undefined || manifest.pnpm?.patchedDependencies !== undefined) {
    return { why: `the installation reads ${more ?? 'patches'}, too` };
  }
  return { files: ['package.json', ...nodeFiles.filter(isThere)] };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    return null;
  }
}

function ofPython(named: readonly string[], isThere: IsThere, textOf: TextOf): Manifests {
  const files = new Set<string>();
  // Goes on to those that are added meanwhile.
  const open = new Set(named.map((name) => name.replace(/^\.\//, '')));
  for (const name of open) {
    const text = textOf(name);
    if (name.includes('/') || !isThere(name) || text === null) return { why: `${name} is not known` };
    files.add(name);
    for (const line of text.split(/\r?\n/).map((one) => one.trim())) {
      const other = /^(?:-r|-c|--requirement|--constraint)[ =]*(\S+)/.exec(line)?.[1];
      if (other !== undefined) open.add(other.replace(/^\.\//, ''));
      else if (/^(?:-e|--editable|\.|\/|file:|--find-links|-f\b)|@\s*(?:file:|\.)/.test(line)) {
        return { why: `${name} names files of the project` };
      }
    }
  }
  return { files: [...files] };
}
