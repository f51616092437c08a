/** What Maven writes into archives as `META-INF/maven/GROUP/ARTIFACT/pom.properties`. */
export interface Coordinates {
  readonly groupId: string;
  readonly artifactId: string;
  readonly version: string;
}

const word = /^[\w.\-+]{1,200}$/;

/** @returns null where it names no artifact */
export function parsePomProperties(text: string): Coordinates | null {
  const values = new Map<string, string>();
  for (const line of text.split(/[\r\n]+/)) {
    const [, key, value] = /^\s*(groupId|artifactId|version)\s*[=:]\s*(\S+)\s*$/.exec(line) ?? [];
    if (key !== undefined && value !== undefined && word.test(value)) values.set(key, value);
  }
  const groupId = values.get('groupId');
  const artifactId = values.get('artifactId');
  const version = values.get('version');
  if (groupId === undefined || artifactId === undefined || version === undefined) return null;
  return { groupId, artifactId, version };
}
