import { distinct, type SecretTrace } from './secret-trace.ts';

const header = /-----BEGIN ([A-Z0-9 ]{0,30}?)PRIVATE KEY(?: BLOCK)?-----/g;
/** Enough to tell what a key is; the whole of it is of no interest. */
const looked = 16 << 10;
/** An Ed25519 key in PKCS #8 has 64 characters, the shortest there is. */
const shortest = 60;
const putty = /^PuTTY-User-Key-File-\d: [^\n]{1,100}\nEncryption: (\S{1,40})/;
const openSsh = 'openssh-key-v1\0';
const sequence = 0x30;
/** Secret-key packet in the old form with 1, 2 or 4 bytes of length, and in the new form (RFC 9580, 4.2). */
const pgpSecretKey = new Set([0x94, 0x95, 0x96, 0xc5]);

/** Private keys in PEM (RFC 7468) that have a body of the form which their header claims; in JSON, too. */
export function privateKeysIn(text: string): SecretTrace[] {
  const traces: SecretTrace[] = [];
  for (const match of text.matchAll(header)) {
    const from = match.index + match[0].length;
    const { base64, isEncrypted } = bodyOf(text.slice(from, from + looked));
    const kind = match[1]?.trim() ?? '';
    if (!isReal(kind, base64, isEncrypted)) continue;
    const encrypted = isEncrypted || kind === 'ENCRYPTED';
    const name = kind === '' || kind === 'ENCRYPTED' ? 'private key' : `${kind} private key`;
    traces.push({
      kind: 'private-key',
      what: encrypted ? `${name}, encrypted` : name,
      shown: `${base64.length} characters`,
      confidence: encrypted ? 'possible' : 'certain',
    });
  }
  const [, encryption] = putty.exec(text) ?? [];
  if (encryption !== undefined) {
    const what = encryption === 'none' ? 'PuTTY private key' : 'PuTTY private key, encrypted';
    traces.push({ kind: 'private-key', what, shown: 'not looked into', confidence: 'likely' });
  }
  return distinct(traces);
}

function bodyOf(text: string): { base64: string; isEncrypted: boolean } {
  const lines = text.replaceAll('\\n', '\n').split('\n');
  let isEncrypted = false;
  const body: string[] = [];
  for (const raw of lines) {
    const line = raw.trim();
    if (line.startsWith('-----')) break;
    // Headers of older forms (RFC 1421, OpenPGP's armor); then the checksum, which is no part of the body.
    if (/^[A-Za-z-]+: /.test(line)) isEncrypted ||= /ENCRYPTED/.test(line);
    else if (/^[A-Za-z0-9+/]+={0,2}$/.test(line)) body.push(line);
    else if (line !== '' && !line.startsWith('=')) break;
  }
  return { base64: body.join(''), isEncrypted };
}

function isReal(kind: string, base64: string, isEncrypted: boolean): boolean {
  if (base64.length < shortest || new Set(base64.slice(0, 200)).size < 16) return false;
  const bytes = Buffer.from(base64.slice(0, 64), 'base64');
  switch (kind) {
    case 'OPENSSH':
      return bytes.toString('latin1').startsWith(openSsh);
    case 'PGP':
      return pgpSecretKey.has(bytes[0] ?? 0);
    default:
      return isEncrypted || bytes[0] === sequence;
  }
}
