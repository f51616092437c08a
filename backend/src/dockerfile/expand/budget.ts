/** An expansion that cannot be done, or would be too large; caught in this folder. */
export class ExpansionError extends Error {}

/** How much more an expansion may do, so that variables made of variables do not grow without end. */
export interface Budget {
  /** UTF-16 units written. */
  text: number;
  /** Steps of matching patterns. */
  steps: number;
}

const maxText = 1 << 20;
const maxSteps = 10_000_000;

/** @param sourceLength what is there already may be long, and be written several times */
export function newBudget(sourceLength = 0): Budget {
  return { text: maxText + 4 * sourceLength, steps: maxSteps };
}

/** @throws ExpansionError where nothing is left */
export function spendText(budget: Budget, length: number): void {
  budget.text -= length;
  if (budget.text < 0) throw new ExpansionError('the variables expand to more text than is read');
}

/** @throws ExpansionError where nothing is left */
export function spendSteps(budget: Budget, count: number): void {
  budget.steps -= count;
  if (budget.steps < 0) throw new ExpansionError('matching the pattern takes too long');
}
