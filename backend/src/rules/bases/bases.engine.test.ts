import { describe, expect, it } from 'vitest';
import { analyzeEngineImage } from '../../../testing/analyze-engine.ts';
import { testEngines } from '../../../testing/engines.ts';
import { hasImage, runInImage } from '../../../testing/run-in-image.ts';
import type { BaseProfile } from '../base-profile.ts';
import { catalogProfile } from './catalog.ts';
import {
  compilerLibraries,
  debianLibraries,
  debianPackages,
  debianPrograms,
  glibcLibraries,
  opensslLibraries,
  packagesOfBuildpack,
  programsOfBuildpack,
} from './catalog-contents.ts';
import { localProfile } from './local-profile.ts';

const distroless = ['static', 'base-nossl', 'base', 'cc', 'nodejs24', 'python3', 'java21'].map(
  (name) => `gcr.io/distroless/${name}-debian13`,
);
const images = [
  'debian:13',
  'debian:13-slim',
  'node:24-slim',
  'python:3.13-slim',
  'eclipse-temurin:21-jre',
  ...distroless,
];

/** Not the loader of another architecture. */
const libraries = [
  ...new Set([...glibcLibraries, ...opensslLibraries, ...compilerLibraries, ...debianLibraries]),
].filter((name) => !name.startsWith('ld-linux-'));
const paths = [
  ...[...debianPrograms, ...programsOfBuildpack].map((name) => `/usr/bin/${name}`),
  '/bin/sh',
  '/etc/ssl/certs/ca-certificates.crt',
  '/usr/share/zoneinfo/UTC',
  '/nodejs/bin/node',
  '/usr/bin/python3.13',
];

describe.each(testEngines())('bases of the $name engine', ({ host }) => {
  it.for(images)('have what is written down of %s', async (reference, { skip }) => {
    skip(!(await hasImage(host, reference)), `${reference} is not on this engine`);
    const local = localProfile(reference, await analyzeEngineImage(host, reference));
    const written = catalogProfile(reference);
    if (written === null) throw new Error(`nothing is written down of ${reference}`);
    expect(contradictions(written, local)).toEqual([]);
    expect([written.libc, written.manager]).toEqual([local.libc, isDistroless(reference) ? null : local.manager]);
    if (written.system !== null) expect(written.system.version).toBe(local.system?.version?.split('.')[0]);
  });

  it('are looked into as their own loader and package manager tell', async ({ skip }) => {
    const reference = 'debian:13';
    skip(!(await hasImage(host, reference)), `${reference} is not on this engine`);
    const local = localProfile(reference, await analyzeEngineImage(host, reference));
    const ask = "ldconfig -p | sed -n 's/^\\t\\([^ ]*\\) .*/\\1/p'; echo ==; dpkg-query -W | sed 's/[:\\t].*//'";
    const [loaded = '', installed = ''] = (await runInImage(host, reference, ['/bin/sh', '-c', ask]))
      .toString()
      .split('==\n');
    const names = loaded.trim().split('\n');
    expect(names.length).toBeGreaterThan(20);
    expect(names.filter((name) => local.hasLibrary(name) !== true)).toEqual([]);
    expect(installed.trim().split('\n').sort()).toEqual([...(local.exposure?.packages ?? [])].sort());
    expect([local.symbols('GLIBC'), local.symbols('GLIBCXX')]).toEqual(['2.41', '3.4.33']);
  });
});

/** What is written to be there and is not, or the other way round. Java's and Python's distroless have more libraries. */
function contradictions(written: BaseProfile, local: BaseProfile): string[] {
  const packages = [...debianPackages, ...packagesOfBuildpack, ...(written.exposure?.packages ?? [])];
  const asked: [string, boolean | null, boolean | null][] = [
    ...libraries.map((name): [string, boolean | null, boolean | null] => [
      name,
      written.hasLibrary(name),
      local.hasLibrary(name),
    ]),
    ...packages.map((name): [string, boolean | null, boolean | null] => [
      name,
      written.hasPackage(name),
      local.hasPackage(name),
    ]),
    ...paths.map((path): [string, boolean | null, boolean | null] => [
      path,
      written.hasPath(path),
      hasProgram(local, path),
    ]),
  ];
  const wrong = asked.filter(([, says, is]) => says !== null && says !== is).map(([what, says]) => `${what}: ${says}`);
  for (const family of ['GLIBC', 'GLIBCXX', 'CXXABI']) {
    const version = written.symbols(family);
    if (version !== null && local.symbols(family) !== null && version !== local.symbols(family)) {
      wrong.push(`${family}: ${version}, not ${local.symbols(family)}`);
    }
  }
  for (const key of ['user', 'workingDir', 'entrypoint', 'cmd'] as const) {
    if (written.config === null) continue;
    if (String(written.config[key]) !== String(local.config?.[key])) {
      wrong.push(`${key}: ${written.config[key]}, not ${local.config?.[key]}`);
    }
  }
  return wrong;
}

/** Some programs are in /usr/sbin, and in distributions of today a folder stands for several. */
function hasProgram(local: BaseProfile, path: string): boolean {
  return [path, path.replace('/usr/bin/', '/usr/sbin/'), path.replace('/usr/bin/', '/sbin/')].some(
    (one) => local.hasPath(one) === true,
  );
}

function isDistroless(reference: string): boolean {
  return reference.startsWith('gcr.io/distroless/');
}
