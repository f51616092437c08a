const maxLength = 40;

/** The word of a list that was probably meant: it differs in no more than a third of its letters. */
export function nearestWord(word: string, words: Iterable<string>): string | null {
  if (word.length > maxLength) return null;
  let nearest: string | null = null;
  let least = Math.ceil(word.length / 3) + 1;
  for (const candidate of words) {
    if (candidate.length > maxLength) continue;
    const changes = distance(word.toLowerCase(), candidate.toLowerCase());
    if (changes >= least) continue;
    nearest = candidate;
    least = changes;
  }
  return nearest;
}

/** Levenshtein's: letters to change, insert or delete. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
