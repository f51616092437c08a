import type { Flag, Instruction } from './syntax.ts';

/** One `RUN --mount=type=…,…`. */
export interface Mount {
  readonly flag: Flag;
  /** `bind` where none is written. In small letters. */
  readonly type: string;
  /** Names in small letters; null for those without `=`. */
  readonly options: ReadonlyMap<string, string | null>;
  readonly from: string | null;
  readonly target: string | null;
}

/** The mounts of a RUN; values with variables are left as they are written. */
export function readMounts({ flags }: Instruction): Mount[] {
  return flags.filter((flag) => flag.name === 'mount' && flag.value !== null).map(readMount);
}

function readMount(flag: Flag): Mount {
  const options = new Map<string, string | null>();
  for (const field of csvFields(flag.value ?? '')) {
    const equals = field.indexOf('=');
    const key = (equals === -1 ? field : field.slice(0, equals)).toLowerCase();
    options.set(key, equals === -1 ? null : field.slice(equals + 1));
  }
  return {
    flag,
    options,
    type: options.get('type')?.toLowerCase() ?? 'bind',
    from: options.get('from') || null,
    target: options.get('target') ?? options.get('dst') ?? options.get('destination') ?? null,
  };
}

/** One line of comma separated values; a field in double quotes may have commas, and `""` for a quote. */
function csvFields(line: string): string[] {
  const fields: string[] = [];
  for (let at = 0; at <= line.length; ) {
    if (line[at] !== '"') {
      const comma = line.indexOf(',', at);
      const end = comma === -1 ? line.length : comma;
      fields.push(line.slice(at, end));
      at = end + 1;
      continue;
    }
    let end = at + 1;
    while (end < line.length && (line[end] !== '"' || line[end + 1] === '"')) end += line[end] === '"' ? 2 : 1;
    fields.push(line.slice(at + 1, end).replaceAll('""', '"'));
    const comma = line.indexOf(',', end);
    at = comma === -1 ? line.length + 1 : comma + 1;
  }
  return fields;
}
