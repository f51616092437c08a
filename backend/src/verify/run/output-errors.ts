/**
 * What programs print when something of the image is missing. Each tells in words what that means for a variant of it.
 */
interface ErrorPattern {
  readonly pattern: RegExp;
  /** @param found what the pattern's group caught */
  cause(found: string): string;
}

const patterns: readonly ErrorPattern[] = [
  {
    pattern: /error while loading shared libraries: ([^\s:]+)/,
    cause: (library) => `the library ${library} is not in the image`,
  },
  {
    pattern: /([\w.+-]+\.so[\w.]*): cannot open shared object file/,
    cause: (library) => `the library ${library} is not in the image`,
  },
  {
    pattern: /Error loading shared library ([^\s:]+)/,
    cause: (library) => `the library ${library} is not in the image`,
  },
  {
    // Python's modules for a library of C say it in this or a like way.
    pattern:
      /(?:ImportError|OSError|RuntimeError): (?:failed to find|could not find|cannot find|no library called) [`'"]?(lib[\w.+-]*\w)/i,
    cause: (library) => `the library ${library} is not in the image`,
  },
  {
    pattern: /version [`']((?:GLIBC|GLIBCXX|CXXABI)_[\d.]+)' not found/,
    cause: (version) => `the C library of the image is older than what the program was built with (${version})`,
  },
  {
    pattern: /(?:ModuleNotFoundError|ImportError): No module named '?([\w.]+)/,
    cause: (module) => `the Python module ${module} is not in the image`,
  },
  {
    pattern: /Cannot find (?:module|package) '([^']+)'/,
    cause: (module) => `the Node.js module ${module} is not in the image`,
  },
  {
    pattern: /(?:NoClassDefFoundError|ClassNotFoundException): ([\w.$/]+)/,
    cause: (name) => `the Java class ${name} is not in the image`,
  },
  {
    pattern: /UnsatisfiedLinkError: (.{1,200})/,
    cause: (what) => `a native library that Java loads is missing: ${what}`,
  },
  { pattern: /cannot load such file -- (\S+)/, cause: (file) => `the Ruby file ${file} is not in the image` },
  {
    pattern: /(?:Failed opening required|Failed to open stream: No such file or directory in) '?([^\s']+)/i,
    cause: (file) => `PHP does not find the file ${file}`,
  },
  {
    pattern: /exec:? "?([^\s":]+)"?: (?:executable file not found|stat .*no such file|no such file or directory)/,
    cause: (program) => `the program ${program} is not in the image`,
  },
  {
    pattern: /exec format error/i,
    cause: () => 'the program is for another kind of machine, or is a script without its first line',
  },
  {
    pattern: /can(?:'t|not) open '?([^\s':]+)/,
    cause: (file) => `the file ${file} is not in the image`,
  },
  {
    pattern: /([\w./+-]+): (?:command )?not found$/m,
    cause: (program) => `the program ${program} is not in the image`,
  },
  {
    pattern: /(?:ENOENT[^\n]*?(?:open|stat|scandir|spawn) '?|FileNotFoundError: [^\n]*?: ')([^\s']+)/,
    cause: (file) => `the file ${file} is not in the image`,
  },
  {
    pattern: /([^\s:'"(]+)['")]*: [Nn]o such file or directory/,
    cause: (file) => `the file ${file} is not in the image`,
  },
  {
    pattern: /No such file or directory[^\n]*?['" ]((?:\/|\.)[^\s'"]+)/,
    cause: (file) => `the file ${file} is not in the image`,
  },
  {
    pattern: /(?:EACCES|[Pp]ermission denied)(?:[^\n]*?['" ](\/[^\s'":]+))?/,
    cause: (file) => `its user may not ${file === '' ? 'do what it does' : `use ${file}`}`,
  },
  {
    pattern: /x509: certificate signed by unknown authority|CERTIFICATE_VERIFY_FAILED|unable to get local issuer/,
    cause: () => 'the trusted root certificates are not in the image',
  },
  {
    pattern: /unknown time zone (\S+)/,
    cause: (zone) => `the time zone ${zone} is not in the image: tzdata is missing`,
  },
];

export interface OutputError {
  readonly line: string;
  readonly cause: string;
}

const maxErrors = 20;

/** Lines that say that something is missing, each with what it means. */
export function errorsIn(printed: string): OutputError[] {
  const found: OutputError[] = [];
  for (const line of printed.split('\n')) {
    const short = line.slice(0, 2000);
    for (const { pattern, cause } of patterns) {
      const match = pattern.exec(short);
      if (match === null) continue;
      found.push({ line: short.trim(), cause: cause(match[1] ?? '') });
      break;
    }
    if (found.length === maxErrors) break;
  }
  return found;
}
