import { runtimeBases as basesOf, type WantedRuntime } from '../bases/runtime-base.ts';
import type { App } from './recipe.ts';

/** These come with an interpreter that stays the same whatever is built with it. */
const interpreted: ReadonlySet<WantedRuntime['runtime']> = new Set(['node', 'python', 'ruby', 'php']);
const isLeanTag = /:[^/]*(?:slim|alpine)/;

/**
 * The bases that a runtime of this image can be had on, best first: those that the engine has before others, and the one that
 * it is built on now last, unless that is a lean one.
 */
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
  const isLocal = (reference: string) => subject.bases(reference)?.from === 'local';
  const known = others.toSorted((a, b) => Number(isLocal(b)) - Number(isLocal(a)));
  if (base === null || !interpreted.has(runtime)) return known;
  return isLeanTag.test(base) ? [base, ...known] : [...known, base];
}
