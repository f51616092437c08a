interface Named {
  readonly name: string;
  readonly version: string;
}

/** Tells whether others have the same name and version, so that more is needed to tell a package apart. */
export function sharesName(packages: readonly Named[]): (one: Named) => boolean {
  const counts = new Map<string, number>();
  for (const one of packages) counts.set(keyOf(one), (counts.get(keyOf(one)) ?? 0) + 1);
  return (one) => (counts.get(keyOf(one)) ?? 0) > 1;
}

function keyOf({ name, version }: Named): string {
  return `${name}@${version}`;
}
