import type { Evidence } from '../../inspection-answers.ts';
import type { JarContent } from './jar-content.ts';

/**
 * The modules of the runtime that archives declare to need. Only archives that are modules themselves declare that:
 * where others are there, what those need is unknown.
 * @returns nothing where none declares any
 */
export function modulesInUse(jars: readonly JarContent[]): Evidence[] {
  const all = jars.flatMap(withNested);
  const modules = all.flatMap(({ module }) => module ?? []);
  const own = new Set(modules.map(({ name }) => name));
  const required = [...new Set(modules.flatMap(({ requires }) => requires))]
    .filter((name) => /^(?:java|jdk)\./.test(name) && !own.has(name))
    .sort();
  if (required.length === 0) return [];
  const rest = all.length - modules.length;
  const others = rest === 0 ? '' : `; what the other ${rest} need is unknown, as they are no modules`;
  return [{ path: null, says: `${modules.length} of ${all.length} archives require ${required.join(' ')}${others}` }];
}

function withNested(jar: JarContent): JarContent[] {
  return [jar, ...jar.nested.flatMap(withNested)];
}
