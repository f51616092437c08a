import { isPlaceholder } from './placeholder.ts';

/** Bounded, so that no text makes it try again and again. */
const withPassword = /\b([a-z][a-z0-9+.-]{0,20}):\/\/([^\s/:@"'<>]{0,256}):([^\s/@"'<>]{1,512})@([\w.-]{1,200})/gi;

export interface UrlPassword {
  readonly scheme: string;
  readonly host: string;
  readonly value: string;
}

/** Passwords in URLs: `https://user:password@host`. */
export function urlPasswordsIn(text: string): UrlPassword[] {
  return Array.from(text.matchAll(withPassword), ([, scheme = '', , value = '', host = '']) => ({
    scheme,
    host,
    value,
  })).filter(({ value }) => !isPlaceholder(value));
}
