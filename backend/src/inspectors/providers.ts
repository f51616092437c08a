/** More packages than that are never at hand for one name; a hostile image can have all of them offer one that all need. */
const maxProviders = 100;

/** By what packages need, the packages that provide it. */
export class Providers<T> {
  readonly #of = new Map<string, T[]>();

  add(name: string, provider: T): void {
    const known = this.#of.get(name);
    if (known === undefined) this.#of.set(name, [provider]);
    else if (known.length < maxProviders) known.push(provider);
  }

  of(name: string): readonly T[] {
    return this.#of.get(name) ?? [];
  }
}
