import { runtimeBases as basesOf, type WantedRuntime } from '../bases/runtime-base.ts';
import type { App } from './recipe.ts';

/** These come with an interpreter that stays the same whatever is built with it. */
const interpreted: ReadonlySet<WantedRuntime['runtime']> = new Set(['node', 'python', 'ruby', 'php']);
const isLeanTag = /:[^/]*(?:slim|alpine)/;

/** The bases that a runtime of this image can be had on, best first; named as the one that it is built on now. */
export function runtimeBases({ subject, image, entrypoint }: App, runtime: WantedRuntime['runtime']): string[] {
  const { runtimes, libc, system } = image.facts;
  const found = (runtimes.state === 'known' ? runtimes.value : []).filter(({ kind }) => kind === runtime);
  const version = (found.find(({ path }) => path === entrypoint.program) ?? found[0])?.version ?? null;
  const from = subject.result?.base;
  const base = from?.kind === 'image' ? from.reference.text : null;
  const others = basesOf({
    runtime,
    version,
    libc: libc.state === 'known' ? libc.value.kind : libc.state === 'absent' ? 'none' : null,
    system: system.state === 'known' ? system.value : null,
    base,
  });
  if (base === null || !interpreted.has(runtime)) return others;
  return isLeanTag.test(base) ? [base, ...others] : [...others, base];
}
