import { Unreadable, wholeFileReader } from '../../readings/file-reader.ts';

/** What the specification of an installed gem says, as RubyGems writes it. Never run: it is Ruby. */
export interface Gemspec {
  readonly name: string;
  readonly version: string;
  /** `ruby` where it fits any. */
  readonly platform: string;
  /** Names of gems that it needs to run. */
  readonly dependencies: readonly string[];
  readonly executables: readonly string[];
  /** Of gems that are part of Ruby's own library only: others have a folder. */
  readonly files: readonly string[];
}

const maxNames = 20_000;

export const gemspecReader = wholeFileReader({
  id: 'ruby/gemspec',
  version: 1,
  files: {
    extensions: ['.gemspec'],
    where: ({ path }) => /\/specifications\/(?:default\/)?[^/]+\.gemspec$/.test(path),
  },
  maxBytes: 2 << 20,
  read: (bytes, { path }) => parseGemspec(bytes.toString('utf8'), path.includes('/specifications/default/')),
});

const line = {
  stub: /^# stub: (\S{1,200}) (\S{1,100}) (\S{1,100})(?: |$)/,
  name: /^ {2}s\.name = (?:%q\{|["'])([\w.-]{1,200})/,
  version: /^ {2}s\.version = (?:Gem::Version\.new\()?["']([\w.-]{1,100})["']/,
  platform: /^ {2}s\.platform = (?:Gem::Platform\.new\()?["']([\w.-]{1,100})["']/,
  dependency: /^\s{2,8}s\.add_(?:runtime_)?dependency\(%q<([\w.-]{1,200})>/,
};

/** @throws Unreadable */
export function parseGemspec(text: string, withFiles: boolean): Gemspec {
  let [name, version, platform] = ['', '', ''];
  const dependencies = new Set<string>();
  let executables: string[] = [];
  let files: string[] = [];
  for (const one of text.split(/\r?\n/)) {
    const stub = name === '' ? line.stub.exec(one) : null;
    if (stub !== null) [, name = '', version = '', platform = ''] = stub;
    name ||= line.name.exec(one)?.[1] ?? '';
    version ||= line.version.exec(one)?.[1] ?? '';
    platform ||= line.platform.exec(one)?.[1] ?? '';
    const dependency = line.dependency.exec(one)?.[1];
    if (dependency !== undefined) dependencies.add(dependency);
    if (one.startsWith('  s.executables = [')) executables = strings(one);
    if (withFiles && one.startsWith('  s.files = [')) files = strings(one);
  }
  if (name === '' || version === '') throw new Unreadable('it is not as RubyGems writes it');
  return { name, version, platform: platform || 'ruby', dependencies: [...dependencies], executables, files };
}

/** Ruby strings of one line. */
function strings(text: string): string[] {
  const found: string[] = [];
  for (const [, string = ''] of text.matchAll(/"([^"\\]{1,1000})"/g)) {
    if (found.length === maxNames) break;
    found.push(string);
  }
  return found;
}
