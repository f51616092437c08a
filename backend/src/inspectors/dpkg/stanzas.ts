/**
 * Reads paragraphs of `Name: value` fields (deb822(5)), as dpkg and apt keep their records.
 * What is no field is passed over.
 * @param wanted names of fields, in lower case: others are not told
 */
export function* stanzas(text: string, wanted: ReadonlySet<string>): Generator<ReadonlyMap<string, string>> {
  let fields = new Map<string, string>();
  let current = '';
  let empty = true;
  for (let start = 0, end: number; start < text.length; start = end + 1) {
    const next = text.indexOf('\n', start);
    end = next === -1 ? text.length : next;
    const line = text.slice(start, end);
    const value = line.trim();
    if (value === '') {
      if (!empty) yield fields;
      fields = new Map();
      current = '';
      empty = true;
    } else if (line[0] === ' ' || line[0] === '\t') {
      if (current !== '') fields.set(current, `${fields.get(current)}\n${value}`);
    } else {
      const colon = line.indexOf(':');
      const name = line.slice(0, Math.max(colon, 0)).toLowerCase();
      current = wanted.has(name) ? name : '';
      if (current !== '') fields.set(current, line.slice(colon + 1).trim());
      empty = false;
    }
  }
  if (!empty) yield fields;
}
