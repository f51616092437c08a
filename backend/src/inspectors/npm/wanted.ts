import type { Wanted } from '../../inspection-answers.ts';
import type { Dependency, DependencyTree } from './dependencies.ts';

/** Why a package is installed. */
export interface Want {
  readonly wanted: Wanted;
  /** The project and its dependency that lead to it; null where none does. */
  readonly because: { readonly project: number; readonly dependency: Dependency } | null;
  /** Whether it may be missing wherever it is asked for. */
  readonly optional: boolean;
}

/**
 * Why each package is there. What only devDependencies of projects lead to is development's; what a project's other
 * dependencies lead to is not, also where an optional peer is all that does: so npm takes it when it omits development.
 * @param projects places of packages that others are installed for
 * @param globals places of packages that were installed for their own sake
 */
export function wantsOf(
  { dependencies }: DependencyTree,
  projects: readonly number[],
  globals: readonly number[],
): readonly Want[] {
  type Because = NonNullable<Want['because']>;
  const roots = (isRoot: (dependency: Dependency) => boolean) =>
    projects.flatMap((project) =>
      (dependencies[project] ?? [])
        .filter(isRoot)
        .map((dependency): [number, Because] => [dependency.place, { project, dependency }]),
    );
  const isDevelopment = ({ kind }: Dependency) => kind === 'devDependencies';
  const asked = roots((dependency) => !isDevelopment(dependency));
  const askedFor = new Set([...projects, ...globals, ...asked.map(([place]) => place)]);
  const starts: [number, Because | null][] = [
    ...[...projects, ...globals].map((place): [number, null] => [place, null]),
    ...asked,
  ];
  const needed = reach(dependencies, starts, () => true);
  const required = reach(
    dependencies,
    starts.filter(([, because]) => because?.dependency.optional !== true),
    ({ optional }) => !optional,
  );
  const development = reach(dependencies, roots(isDevelopment), () => true);
  return dependencies.map((_, place) => {
    if (needed.has(place)) {
      const wanted = askedFor.has(place) ? 'asked-for' : 'dependency';
      return { wanted, because: needed.get(place) ?? null, optional: !required.has(place) };
    }
    const because = development.get(place);
    if (because !== undefined) return { wanted: 'development', because, optional: false };
    return { wanted: 'unknown', because: null, optional: false };
  });
}

/** All that the starts lead to, with what the first of them says. Projects' own development is not followed. */
function reach<T>(
  dependencies: DependencyTree['dependencies'],
  starts: readonly (readonly [number, T])[],
  follows: (dependency: Dependency) => boolean,
): ReadonlyMap<number, T> {
  const reached = new Map<number, T>();
  const open: number[] = [];
  const visit = (place: number, because: T) => {
    if (reached.has(place)) return;
    reached.set(place, because);
    open.push(place);
  };
  for (const [place, because] of starts) visit(place, because);
  for (let i = 0; i < open.length; i++) {
    const place = open[i] ?? 0;
    for (const dependency of dependencies[place] ?? []) {
      const because = reached.get(place);
      if (dependency.kind === 'devDependencies' || because === undefined || !follows(dependency)) continue;
      visit(dependency.place, because);
    }
  }
  return reached;
}
