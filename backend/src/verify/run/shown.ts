const longest = 300;

/** Fit to be shown: one line, not too long, with nothing that moves or hides text. */
export function shortened(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is to be seen
  const plain = text.replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]+/g, (found) =>
    /^\s+$/.test(found) ? ' ' : '\ufffd',
  );
  return plain.length > longest ? `${plain.slice(0, longest - 1)}…` : plain;
}
