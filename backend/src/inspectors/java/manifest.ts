/** Attributes of a JAR manifest's main section that tell what the archive is (JAR File Specification, "JAR Manifest"). */
const kept = [
  'implementation-title',
  'implementation-version',
  'bundle-symbolicname',
  'bundle-version',
  'automatic-module-name',
  'main-class',
  'start-class',
  'class-path',
] as const;

type Attribute = (typeof kept)[number];
export type Manifest = Readonly<Partial<Record<Attribute, string>>>;

const maxValue = 16 << 10;

/** The main section, which ends with the first empty line. Lines are cut at 72 bytes, also within a character. */
export function parseManifest(bytes: Buffer): Manifest {
  const text = bytes.toString('latin1').replaceAll(/\r\n?/g, '\n');
  const end = text.indexOf('\n\n');
  const lines = (end === -1 ? text : text.slice(0, end)).replaceAll('\n ', '').split('\n');
  const found: Partial<Record<Attribute, string>> = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(colon, 0)).toLowerCase();
    const attribute = kept.find((one) => one === name);
    const value = Buffer.from(line.slice(colon + 1, colon + 1 + maxValue), 'latin1')
      .toString('utf8')
      .trim();
    // What a build did not fill in says nothing.
    if (attribute !== undefined && value !== '' && !value.includes('${')) found[attribute] = value;
  }
  return found;
}
