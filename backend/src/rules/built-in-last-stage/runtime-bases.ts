import type { ImageEvidence } from '../evidence.ts';
import type { App } from './recipe.ts';

export function runtimeBases({ image }: App, runtime: 'node' | 'binary'): string[] {
  if (runtime === 'binary') return systemBases(image);
  const runtimes = image.facts.runtimes.state === 'known' ? image.facts.runtimes.value : [];
  const version = runtimes.find(({ kind }) => kind === runtime)?.version ?? null;
  return [`node:${version?.split('.')[0]}-slim`];
}

/** The plain system of the same version: what was compiled for it runs on it. */
export function systemBases({ facts }: ImageEvidence): string[] {
  const system = facts.system.state === 'known' ? facts.system.value : null;
  const version = system?.version ?? null;
  if (system === null || version === null) return [];
  if (system.id === 'debian') return [`debian:${version.split('.')[0]}-slim`];
  if (system.id === 'ubuntu') return [`ubuntu:${version}`];
  if (system.id === 'alpine') return [`alpine:${version.split('.').slice(0, 2).join('.')}`];
  return [];
}
