import { type KnownCall, type KnownName, temporaryCalls, userCalls } from '../../elf/known-names.ts';
import type { PathNode } from '../../image/merge.ts';
import type { NativeFile } from '../../inspectors/elf/native-files.ts';
import type { ImageEvidence } from '../evidence.ts';

/** What programs may look for in a system, beside libraries. */
export interface SystemNeeds {
  /** Certificates of those that TLS clients trust. */
  readonly roots: boolean;
  readonly zones: boolean;
  /** Types of files by their names' ends. */
  readonly types: boolean;
  /** Names and folders of users. */
  readonly users: boolean;
  readonly temporary: boolean;
  /** Whether it is certain that they start no other programs. */
  readonly startsNone: boolean;
  /** For people: which program names what. */
  readonly evidence: readonly string[];
}

/** Look for files that nothing names, or start others. */
const openEnded: ReadonlySet<KnownCall> = new Set(['dlopen', 'dlmopen', 'iconv_open', 'popen', 'system', 'wordexp']);
const outward: ReadonlySet<KnownName> = new Set([
  'crypto/tls.(*QUICConn).',
  'crypto/tls.DialWithDialer',
  'crypto/tls.dial',
  'crypto/x509.SystemCertPool',
  'net.(*Dialer).Dial',
  'net.Dial',
  'net.DialTCP',
  'net.DialTimeout',
  'net/http.(*Transport).',
  '/etc/ssl/',
]);
const zones: ReadonlySet<KnownName> = new Set(['time.LoadLocation', 'zoneinfo']);
const types: ReadonlySet<KnownName> = new Set(['mime.TypeByExtension', '/etc/mime.types']);
const users: ReadonlySet<KnownName | KnownCall> = new Set<KnownName | KnownCall>([
  'os/user.',
  'os.UserHomeDir',
  '/etc/passwd',
  ...userCalls,
]);
const temporary: ReadonlySet<KnownName | KnownCall> = new Set<KnownName | KnownCall>([
  'os.TempDir',
  '/tmp',
  ...temporaryCalls,
]);
const starting: ReadonlySet<KnownName> = new Set(['syscall.Exec', 'syscall.forkExec']);

/**
 * @param own the programs and libraries that the stage brings along
 * @param libraries of the system, which they load
 * @returns a sentence where they may look for more than can be told
 */
export function systemNeedsOf(
  { tree, native }: Pick<ImageEvidence, 'tree' | 'native'>,
  own: readonly PathNode[],
  libraries: readonly PathNode[],
): SystemNeeds | string {
  const evidence: string[] = [];
  const found = new Set<KnownName | KnownCall>();
  let startsNone = true;
  let mayConnect = false;
  const files = own.flatMap((node) => native?.at(node) ?? []);
  for (const file of [...files, ...libraries.flatMap((node) => native?.at(node) ?? [])]) {
    const path = tree.path(file.node);
    const isOwn = own.includes(file.node);
    if (!isOwn && isOfC(tree.name(file.node))) continue;
    if (file.calls.state === 'unknown') return `what ${path} calls is not known: ${file.calls.why}`;
    const open = file.calls.value.find((name) => openEnded.has(name));
    if (open !== undefined) return `${path} calls ${open}, so that it may need what no file names`;
    if (!isOwn) continue;
    const names = namesOf(file);
    if (typeof names === 'string') return `what ${path} looks for in the system is not known: ${names}`;
    for (const name of [...file.calls.value, ...names]) found.add(name);
    if (file.language !== 'go' || names.some((name) => starting.has(name))) startsNone = false;
    // Modules of others may make connections in ways that have no name of their own.
    if (file.language === 'go' && file.goModules !== 0) mayConnect = true;
    const told = [...names, ...file.calls.value].filter((name) => name !== 'runtime.main');
    if (told.length > 0) evidence.push(`${path} names ${told.map((name) => name.replace(/\.$/, '')).join(', ')}`);
  }
  const has = (names: ReadonlySet<KnownName | KnownCall>) => [...found].some((name) => names.has(name));
  return {
    roots: mayConnect || has(outward),
    zones: has(zones),
    types: has(types),
    users: has(users),
    temporary: has(temporary),
    startsNone,
    evidence,
  };
}

/** Libraries hold the names of nothing but functions: what they look for was not searched. */
function namesOf({ kind, language, names }: NativeFile): readonly KnownName[] | string {
  if (kind === 'shared-library') return names.state === 'known' ? names.value : [];
  if (names.state === 'unknown') return names.why;
  if (language === 'go' && !names.value.includes('runtime.main')) return 'its table of functions was not found';
  return names.value;
}

/** The C library has what others call. */
function isOfC(name: string): boolean {
  return /^(?:ld-|lib(?:c|m|dl|rt|pthread|resolv|util|nsl|anl)[.-])/.test(name);
}
