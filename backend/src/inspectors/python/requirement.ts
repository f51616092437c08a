/** What a distribution needs (PEP 508), but for the version, which the installed one is trusted to be. */
export interface Requirement {
  /** Normalized. */
  readonly name: string;
  readonly extras: readonly string[];
  /** When it is needed, as written; null for always. */
  readonly marker: string | null;
}

const pattern = /^\s*([A-Za-z0-9][A-Za-z0-9._-]{0,213})\s*(?:\[([^\]]{0,1000})\])?[^;]*(?:;(.*))?$/s;

/** @returns null for what is no requirement */
export function requirementOf(text: string): Requirement | null {
  const [, name, extras = '', marker = ''] = pattern.exec(text) ?? [];
  if (name === undefined || marker.length > 2_000) return null;
  return {
    name: normalized(name),
    extras: extras
      .split(',')
      .map((extra) => normalized(extra.trim()))
      .filter((extra) => extra !== ''),
    marker: marker.trim() === '' ? null : marker.trim(),
  };
}

/** How names are compared (PEP 503). */
export function normalized(name: string): string {
  return name.replaceAll(/[-_.]+/g, '-').toLowerCase();
}

/**
 * `requires.txt` of setuptools: sections for extras, for markers, or both: `[extra:marker]`.
 * @returns at most as many requirements as a distribution has
 */
export function parseRequiresTxt(text: string): Requirement[] {
  const requires: Requirement[] = [];
  let extra = '';
  let marker = '';
  for (const line of text.split('\n', 5_000)) {
    const section = /^\s*\[([^\]:]{0,200})(?::([^\]]{0,500}))?\]\s*$/.exec(line);
    if (section !== null) {
      extra = section[1] ?? '';
      marker = section[2] ?? '';
      continue;
    }
    const requirement = requirementOf(line);
    if (requirement === null) continue;
    const conditions = [requirement.marker, marker, extra === '' ? '' : `extra == "${extra}"`]
      .filter((condition) => condition !== null && condition !== '')
      .map((condition) => `(${condition})`);
    requires.push({ ...requirement, marker: conditions.length === 0 ? null : conditions.join(' and ') });
  }
  return requires;
}
