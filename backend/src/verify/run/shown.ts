const longest = 300;

/** Fit to be shown: one line, not too long, with nothing that moves or hides text. */
export function shortened(text: string): string {
  const plain = text.replace(/[\p{Cc}\u200b-\u200f\u202a-\u202e\u2066-\u2069]+/gu, (found) =>
    /^\s+$/.test(found) ? ' ' : '\ufffd',
  );
  return plain.length > longest ? `${plain.slice(0, longest - 1)}…` : plain;
}

const before = 60;

/** Two texts that differ, each as `shortened` has it, from shortly before the place where they do. */
export function shownApart(original: string, variant: string): { original: string; variant: string } {
  let same = 0;
  while (same < original.length && original[same] === variant[same]) same++;
  // Most of what fits is for what comes after.
  if (same <= longest / 2) return { original: shortened(original), variant: shortened(variant) };
  const from = same - before;
  return { original: shortened(`…${original.slice(from)}`), variant: shortened(`…${variant.slice(from)}`) };
}
