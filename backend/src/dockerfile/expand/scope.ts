import { type Budget, spendSteps } from './budget.ts';
import type { Variables } from './lex.ts';

/** Variables of a stage on top of those that it has from its base. */
export class Scope implements Variables {
  readonly #own = new Map<string, string>();
  readonly #declared = new Set<string>();
  readonly #base: Scope | null;
  readonly #budget: Budget;

  constructor(base: Scope | null, budget: Budget) {
    // A stage that sets nothing adds no step to the way down.
    this.#base = base?.isEmpty ? base.#base : base;
    this.#budget = budget;
  }

  get isEmpty(): boolean {
    return this.#own.size === 0 && this.#declared.size === 0;
  }

  get(name: string): string | undefined {
    for (let scope: Scope | null = this; scope !== null; scope = scope.#base) {
      spendSteps(this.#budget, 1);
      const value = scope.#own.get(name);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  set(name: string, value: string): void {
    this.#own.set(name, value);
  }

  /** Remembers an ARG, which may have no value. */
  declare(name: string): void {
    this.#declared.add(name);
  }

  isDeclared(name: string): boolean {
    for (let scope: Scope | null = this; scope !== null; scope = scope.#base) {
      spendSteps(this.#budget, 1);
      if (scope.#declared.has(name)) return true;
    }
    return false;
  }
}
