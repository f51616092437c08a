import type { App } from './recipe.ts';

export function runtimeBases({ image }: App, runtime: 'node' | 'binary'): string[] {
  const runtimes = image.facts.runtimes.state === 'known' ? image.facts.runtimes.value : [];
  const version = runtimes.find(({ kind }) => kind === runtime)?.version ?? null;
  return runtime === 'node' ? [`node:${version?.split('.')[0]}-slim`] : ['debian:13-slim'];
}
