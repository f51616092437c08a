/** Compares versions as dpkg does (deb-version(7)). Negative where `a` is the older. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [parts(a), parts(b)];
  return (
    left.epoch - right.epoch ||
    compareParts(left.upstream, right.upstream) ||
    compareParts(left.revision, right.revision)
  );
}

function parts(version: string): { epoch: number; upstream: string; revision: string } {
  const colon = version.indexOf(':');
  const rest = version.slice(colon + 1);
  const dash = rest.lastIndexOf('-');
  return {
    epoch: colon === -1 ? 0 : Number.parseInt(version, 10) || 0,
    upstream: dash === -1 ? rest : rest.slice(0, dash),
    revision: dash === -1 ? '' : rest.slice(dash + 1),
  };
}

/** Runs of other characters and numbers by turns; `~` before the end, the end before letters, letters before the rest. */
function compareParts(a: string, b: string): number {
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    while ((i < a.length && !isDigit(a, i)) || (j < b.length && !isDigit(b, j))) {
      const order = orderOf(a, i) - orderOf(b, j);
      if (order !== 0) return order;
      i++;
      j++;
    }
    const [x, y] = [digits(a, i), digits(b, j)];
    i += x.length;
    j += y.length;
    const [n, m] = [x.replace(/^0+/, ''), y.replace(/^0+/, '')];
    const order = n.length - m.length || (n < m ? -1 : n > m ? 1 : 0);
    if (order !== 0) return order;
  }
  return 0;
}

function orderOf(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (Number.isNaN(code) || isDigit(text, at)) return 0;
  if (text[at] === '~') return -1;
  return /[A-Za-z]/.test(text[at] ?? '') ? code : code + 256;
}

function isDigit(text: string, at: number): boolean {
  const character = text[at] ?? '';
  return character >= '0' && character <= '9';
}

function digits(text: string, at: number): string {
  let end = at;
  while (isDigit(text, end)) end++;
  return text.slice(at, end);
}
