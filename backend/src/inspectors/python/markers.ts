import { normalized } from './requirement.ts';

/** Where a requirement is asked about. */
export interface MarkerEnvironment {
  /** `3.13`; null where it is not known. */
  readonly pythonVersion: string | null;
  /** As `uname -m` has it. */
  readonly machine: string | null;
  /** Normalized. */
  readonly extras: ReadonlySet<string>;
}

/**
 * Whether an environment marker holds (PEP 508). What cannot be told holds: a requirement too many hides nothing.
 * Time is linear in the text.
 */
export function holds(marker: string, environment: MarkerEnvironment): boolean {
  const tokens = marker.match(/\(|\)|"[^"]*"|'[^']*'|[<>=!~]+|[A-Za-z_.]+|\S/g) ?? [];
  return new Evaluation(tokens, environment).either();
}

type Value = { readonly text: string | null; readonly variable: string | null };

const maxDepth = 20;

class Evaluation {
  readonly #tokens: readonly string[];
  readonly #environment: MarkerEnvironment;
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly string[], environment: MarkerEnvironment) {
    this.#tokens = tokens;
    this.#environment = environment;
  }

  either(): boolean {
    let result = this.#both();
    while (this.#take('or')) result = this.#both() || result;
    return result;
  }

  #both(): boolean {
    let result = this.#comparison();
    while (this.#take('and')) result = this.#comparison() && result;
    return result;
  }

  #comparison(): boolean {
    if (this.#take('(')) {
      if (++this.#depth > maxDepth) {
        this.#at = this.#tokens.length;
        return true;
      }
      const result = this.either();
      this.#take(')');
      this.#depth--;
      return result;
    }
    const left = this.#value();
    const negated = this.#take('not');
    const operator = this.#tokens[this.#at++] ?? '';
    const right = this.#value();
    return compare(left, negated ? `not ${operator}` : operator, right, this.#environment);
  }

  #value(): Value {
    const token = this.#tokens[this.#at++] ?? '';
    if (/^["']/.test(token)) return { text: token.slice(1, -1), variable: null };
    return { text: valueFor(token, this.#environment), variable: token };
  }

  #take(token: string): boolean {
    if (this.#tokens[this.#at] !== token) return false;
    this.#at++;
    return true;
  }
}

/** Null for what cannot be told of an image. */
function valueFor(variable: string, { pythonVersion, machine }: MarkerEnvironment): string | null {
  switch (variable) {
    case 'python_version':
      return pythonVersion;
    case 'sys_platform':
    case 'sys.platform':
      return 'linux';
    case 'os_name':
    case 'os.name':
      return 'posix';
    case 'platform_system':
      return 'Linux';
    case 'platform_machine':
      return machine;
    case 'platform_python_implementation':
      return 'CPython';
    case 'implementation_name':
      return 'cpython';
    default:
      return null;
  }
}

function compare(left: Value, operator: string, right: Value, { extras }: MarkerEnvironment): boolean {
  if (left.variable === 'extra' || right.variable === 'extra') {
    const has = extras.has(normalized(left.text ?? right.text ?? ''));
    return operator === '!=' ? !has : has;
  }
  if (left.text === null || right.text === null) return true;
  if (operator === 'in') return right.text.includes(left.text);
  if (operator === 'not in') return !right.text.includes(left.text);
  const isVersion = left.variable === 'python_version' || right.variable === 'python_version';
  const order = isVersion ? compareVersions(left.text, right.text) : left.text === right.text ? 0 : null;
  if (isVersion && order === null) return true;
  switch (operator) {
    case '==':
    case '===':
      return order === 0;
    case '!=':
      return order !== 0;
    case '<':
      return order === null || order < 0;
    case '<=':
      return order === null || order <= 0;
    case '>':
      return order === null || order > 0;
    case '>=':
      return order === null || order >= 0;
    default:
      return true;
  }
}

/** Null where one is more than numbers: `3.*`. */
function compareVersions(a: string, b: string): number | null {
  const [left, right] = [a, b].map((text) => (/^\d+(?:\.\d+)*$/.test(text) ? text.split('.').map(Number) : null));
  if (left == null || right == null) return null;
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
