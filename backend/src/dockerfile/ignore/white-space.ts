/** What Unicode calls White_Space, which is what Go trims; JavaScript's own set differs (U+0085, U+FEFF). */
const whiteSpace = new Set(
  '\t\n\v\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000',
);

export function trimSpace(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && whiteSpace.has(text[start] ?? '')) start++;
  while (end > start && whiteSpace.has(text[end - 1] ?? '')) end--;
  return text.slice(start, end);
}
