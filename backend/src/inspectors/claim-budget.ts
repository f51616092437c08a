const maxClaims = 1_000_000;

/** Said of a package whose files are not told, as the budget is spent. */
export const tooManyClaims = 'there are too many files of packages to tell which are its own';

/** How many files the packages of one manager may claim together: a hostile image can let ten thousand share a folder or a list. */
export class ClaimBudget {
  #left = maxClaims;

  get isSpent(): boolean {
    return this.#left <= 0;
  }

  spend(claims: number): void {
    this.#left -= claims;
  }
}
