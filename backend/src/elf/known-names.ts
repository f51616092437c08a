/**
 * Functions of Go's own packages, as its table of functions has them, that ask the system for something. With a NUL at
 * the end a whole name, else the beginning of several.
 */
const ofGo = [
  'crypto/tls.(*QUICConn).',
  'crypto/tls.DialWithDialer\0',
  'crypto/tls.dial\0',
  'crypto/x509.SystemCertPool\0',
  'mime.TypeByExtension\0',
  'net.(*Dialer).Dial\0',
  'net.Dial\0',
  'net.DialTCP\0',
  'net.DialTimeout\0',
  'net/http.(*Transport).',
  'os.TempDir\0',
  'os.UserHomeDir\0',
  'os/user.',
  'runtime.main\0',
  'syscall.Exec\0',
  'syscall.forkExec\0',
  'time.LoadLocation\0',
] as const;
/** Paths, or parts of them, that programs of other languages have among their constants. */
const ofOthers = ['/etc/mime.types', '/etc/passwd', '/etc/ssl/', '/tmp', 'zoneinfo'] as const;
/** Functions of the C library that look up users and groups. */
export const userCalls = [
  'getgrent',
  'getgrgid',
  'getgrgid_r',
  'getgrnam',
  'getgrnam_r',
  'getgrouplist',
  'getlogin',
  'getlogin_r',
  'getpwent',
  'getpwnam',
  'getpwnam_r',
  'getpwuid',
  'getpwuid_r',
  'initgroups',
] as const;
/** Those that make temporary files. */
export const temporaryCalls = [
  'mkdtemp',
  'mkostemp',
  'mkstemp',
  'mkstemp64',
  'tempnam',
  'tmpfile',
  'tmpfile64',
  'tmpnam',
] as const;
/** Those, and what else looks for something in the system. */
const ofC = [
  ...userCalls,
  ...temporaryCalls,
  'dlmopen',
  'dlopen',
  'getaddrinfo',
  'gethostbyaddr',
  'gethostbyname',
  'gethostbyname2',
  'gethostbyname_r',
  'getnameinfo',
  'getservbyname',
  'getservbyname_r',
  'iconv_open',
  'popen',
  'pthread_cancel',
  'pthread_exit',
  'system',
  'wordexp',
] as const;

export type KnownName = WithoutEnd<(typeof ofGo)[number]> | (typeof ofOthers)[number];
export type KnownCall = (typeof ofC)[number];
type WithoutEnd<T extends string> = T extends `${infer Name}\0` ? Name : T;

interface Needle {
  readonly name: KnownName;
  readonly bytes: Buffer;
}

const isName = (text: string): text is KnownName => !text.includes('\0');
const needlesOf = (texts: readonly string[]): readonly Needle[] =>
  texts.flatMap((text) => {
    const name = text.replace('\0', '');
    return isName(name) ? [{ name, bytes: Buffer.from(text) }] : [];
  });
const goNeedles = needlesOf(ofGo);
const otherNeedles = needlesOf(ofOthers);
const longest = Math.max(...[...goNeedles, ...otherNeedles].map(({ bytes }) => bytes.length));

/** The largest programs of Go have twice as much; what they use is unknown. */
export const maxNamedBytes = 64 << 20;

/** Looks for the names in what is loaded of a program, while it passes by. Each is looked for until it is found. */
export class NameSearch {
  readonly #end: number;
  readonly #found: KnownName[] = [];
  #open: readonly Needle[];
  #carried: Buffer = Buffer.alloc(0);

  /** @param end of what is loaded: behind it are names for debuggers */
  constructor(go: boolean, end: number) {
    this.#open = go ? goNeedles : otherNeedles;
    this.#end = end;
  }

  /** @param offset of the piece in the file */
  search(piece: Uint8Array, offset: number): void {
    const length = Math.min(piece.length, this.#end - offset);
    if (length <= 0) return;
    const bytes = Buffer.from(piece.buffer, piece.byteOffset, length);
    const seam = Buffer.concat([this.#carried, bytes.subarray(0, longest)]);
    this.#open = this.#open.filter(({ name, bytes: needle }) => {
      const isFound = seam.includes(needle) || bytes.includes(needle);
      if (isFound) this.#found.push(name);
      return !isFound;
    });
    const whole = bytes.length < longest ? Buffer.concat([this.#carried, bytes]) : bytes;
    this.#carried = Buffer.from(whole.subarray(Math.max(0, whole.length - longest)));
  }

  /** Sorted. */
  get found(): readonly KnownName[] {
    return this.#found.toSorted();
  }
}

/**
 * Functions of C that a table of strings names. Linkers let a name be the end of a longer one, so that it may be one too
 * many.
 */
export function knownCalls(strings: Buffer): KnownCall[] {
  return ofC.filter((name) => strings.includes(`${name}\0`)).sort();
}
