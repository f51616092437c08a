import { trimSpace } from '../characters.ts';
import { readDirective } from '../directives.ts';
import { lineRange } from '../lines.ts';
import type { Directive, Dockerfile } from '../syntax.ts';

/** What `# check=skip=…;experimental=…;error=…` asks for. */
export interface CheckOptions {
  readonly skip: ReadonlySet<string> | 'all';
  readonly experimental: ReadonlySet<string> | 'all';
  readonly error: boolean;
}

const noCheckOptions: CheckOptions = { skip: new Set(), experimental: new Set(), error: false };

/** The options for the whole file: those of its `check` directive, which may stand behind a `#!` line, too. */
export function fileCheckOptions(file: Dockerfile): CheckOptions {
  const directive = directivesOf(file).find(({ name }) => name === 'check');
  return (directive === undefined ? null : readCheckOptions(directive.value)) ?? noCheckOptions;
}

function directivesOf({ text, lineStarts, directives }: Dockerfile): readonly Directive[] {
  if (!text.startsWith('#!')) return directives;
  const found: Directive[] = [];
  for (let line = 2; line <= lineStarts.length; line++) {
    const { start, end } = lineRange(text, lineStarts, line);
    const read = readDirective(text, start, end, line, found);
    if (read.kind !== 'directive') break;
    found.push(read.directive);
  }
  return found;
}

/** The options for one instruction: those of the file, and of the first `check` among the comments right above it. */
export function withComments(options: CheckOptions, comments: readonly string[]): CheckOptions {
  for (const comment of comments) {
    const [, value] = /^check[ \t\f\r]*=[ \t\f\r]*(\S+)/i.exec(comment) ?? [];
    const more = value === undefined ? null : readCheckOptions(value);
    if (value === undefined) continue;
    if (more === null) return options;
    return {
      skip: join(options.skip, more.skip),
      experimental: join(options.experimental, more.experimental),
      error: options.error,
    };
  }
  return options;
}

function join(a: ReadonlySet<string> | 'all', b: ReadonlySet<string> | 'all'): ReadonlySet<string> | 'all' {
  return a === 'all' || b === 'all' ? 'all' : a.union(b);
}

/** @returns null where BuildKit refuses the value */
function readCheckOptions(text: string): CheckOptions | null {
  const value = trimSpace(text.split(' ')[0] ?? '');
  if (value === '') return noCheckOptions;
  let options = noCheckOptions;
  for (const part of value.split(';')) {
    const equals = part.indexOf('=');
    if (equals === -1) return null;
    const key = trimSpace(part.slice(0, equals));
    const given = trimSpace(part.slice(equals + 1));
    if (key === 'skip') options = { ...options, skip: names(given) };
    else if (key === 'experimental') options = { ...options, experimental: names(given) };
    else if (key === 'error' && truths.has(given)) options = { ...options, error: truths.get(given) ?? false };
    else return null;
  }
  return options;
}

function names(text: string): ReadonlySet<string> | 'all' {
  return text === 'all' ? 'all' : new Set(text.split(',').map(trimSpace));
}

/** What Go takes for true and false. */
const truths = new Map([
  ...['1', 't', 'T', 'true', 'TRUE', 'True'].map((text) => [text, true] as const),
  ...['0', 'f', 'F', 'false', 'FALSE', 'False'].map((text) => [text, false] as const),
]);
