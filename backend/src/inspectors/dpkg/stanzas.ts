/**
 * Reads paragraphs of `Name: value` fields (deb822(5)), as dpkg and apt keep their records. A value that goes on in
 * further lines is told with them. What is no field is passed over.
 * @param wanted names of fields, in lower case: others are not told
 */
export function* stanzas(text: string, wanted: ReadonlySet<string>): Generator<ReadonlyMap<string, string>> {
  let fields = new Map<string, string>();
  let empty = true;
  let current = '';
  let from = 0;
  let to = 0;
  const close = () => {
    if (current !== '') fields.set(current, text.slice(from, to).trim());
    current = '';
  };
  for (let start = 0, end: number; start < text.length; start = end + 1) {
    const next = text.indexOf('\n', start);
    end = next === -1 ? text.length : next;
    const line = text.slice(start, end);
    if (line.trim() === '') {
      close();
      if (empty) continue;
      yield fields;
      fields = new Map();
      empty = true;
    } else if (line[0] === ' ' || line[0] === '\t') {
      to = end;
    } else {
      close();
      empty = false;
      const colon = line.indexOf(':');
      const name = line.slice(0, Math.max(colon, 0)).toLowerCase();
      if (!wanted.has(name)) continue;
      current = name;
      from = start + colon + 1;
      to = end;
    }
  }
  close();
  if (!empty) yield fields;
}
