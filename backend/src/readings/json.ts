import { Unreadable } from './file-reader.ts';

/** A JSON object of a hostile file: anything may be missing, and anything may be of another type. */
export interface JsonObject {
  readonly [key: string]: unknown;
}

/**
 * What a file says as JSON. V8 parses without recursion, so depth costs no stack; of a key that stands twice the last counts.
 * @throws Unreadable
 */
export function parseJson(bytes: Buffer): unknown {
  const text = bytes.toString('utf8');
  try {
    return JSON.parse(text.startsWith('\ufeff') ? text.slice(1) : text);
  } catch {
    // V8's own words quote the file.
    throw new Unreadable('it is no JSON');
  }
}

/** @throws Unreadable where the file says something else than an object */
export function parseJsonObject(bytes: Buffer): JsonObject {
  const value = parseJson(bytes);
  if (!isObject(value)) throw new Unreadable('it is no JSON object');
  return value;
}

/** The object of that key; an empty one where there is none. */
export function objectAt(object: JsonObject, key: string): JsonObject {
  const value = object[key];
  return isObject(value) ? value : {};
}

export function listAt(object: JsonObject, key: string): readonly unknown[] {
  const value = object[key];
  return Array.isArray(value) ? value : [];
}

/** The text of that key; null where there is none, or one that is longer than such a thing ever is. */
export function textAt(object: JsonObject, key: string, maxLength = 1_000): string | null {
  const value = object[key];
  return typeof value === 'string' && value.length <= maxLength ? value : null;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
