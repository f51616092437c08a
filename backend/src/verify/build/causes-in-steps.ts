import type { Known } from './known-cause.ts';

/** By what a step printed, the first that fits: what others follow from comes before them. */
export const causesInSteps: readonly Known[] = [
  // What the machine lacks comes first: all else may follow from it.
  {
    pattern: /no space left on device|ENOSPC|disk quota exceeded/i,
    lies: 'elsewhere',
    words: () =>
      'The engine’s disk is full. Make room, with `docker system df` and `docker builder prune`, and try again.',
  },
  {
    pattern: /JavaScript heap out of memory|java\.lang\.OutOfMemoryError|virtual memory exhausted|fatal error: Killed/,
    lies: 'elsewhere',
    words: () => 'The step ran out of memory.',
  },
  {
    pattern: /exec: "((?:\/usr)?\/bin\/[a-z]*sh)": (?:stat|executable)/,
    lies: 'in-base',
    words: (_, named) => `The stage has no shell (${named}), so RUN cannot run there.`,
  },
  {
    pattern: /exec: "([^"]+)": (?:stat [^\n]*no such file|executable file not found)/,
    lies: 'in-base',
    words: (_, named) => `The program ${named} is not in this stage.`,
  },
  {
    pattern: /exec format error|Exec format error|rosetta error|qemu-\S+: Could not open/,
    lies: 'in-base',
    words: () =>
      'A program is for another processor than the engine’s: the platforms of the stages do not fit together.',
  },
  // The network, before all that follows from it.
  {
    pattern:
      /Temporary failure (?:in name resolution|resolving)|Could not resolve host|bad address '|EAI_AGAIN|ENOTFOUND|no such host|[Nn]etwork is unreachable|Name or service not known|temporary error \(try again later\)/,
    lies: 'elsewhere',
    words: () =>
      'The step could not reach the network. Where builds need a proxy or another network, tell it to the engine.',
  },
  {
    pattern:
      /certificate verify failed|CERTIFICATE_VERIFY_FAILED|SSL certificate problem|x509: |SELF_SIGNED_CERT|certificate is NOT trusted|unable to get local issuer certificate/,
    lies: 'in-base',
    words: () =>
      'The other side’s certificate is not trusted in this stage: it has no CA certificates, or not those needed here.',
  },
  {
    pattern:
      /ETIMEDOUT|ECONNREFUSED|ECONNRESET|Connection timed out|Read timed out|connection refused|503 Service Unavailable/,
    lies: 'elsewhere',
    words: () => 'The step could not fetch something: the other side did not answer.',
  },
  // Packages.
  {
    pattern:
      /E: Unable to locate package (\S+)|E: Package '([^']+)' has no installation candidate|E: Version '[^']*' for '([^']+)' was not found/,
    lies: 'in-base',
    words: (_, named) =>
      `apt does not find the package ${named}: its lists were not fetched in this layer or stage, or this release does not have it.`,
  },
  {
    pattern: /ERROR: unable to select packages|(\S+) \(no such package\)/,
    lies: 'in-base',
    words: () => 'apk does not find a package in this release.',
  },
  {
    pattern: /No match for argument: (\S+)|Unable to find a match: (\S+)/,
    lies: 'in-base',
    words: (_, named) => `dnf does not find the package ${named}.`,
  },
  {
    pattern: /No matching distribution found for (\S+)/,
    lies: 'in-base',
    words: (_, named) => `pip finds no version of ${named} that fits this Python and this system.`,
  },
  {
    pattern: /npm (?:error|ERR!) (?:code )?E404|npm (?:error|ERR!) code ETARGET|No matching version found for (\S+)/,
    lies: 'in-line',
    words: () => 'npm does not find a package, or not in this version.',
  },
  // What a lighter stage does not have.
  {
    pattern:
      /error while loading shared libraries: ([^:\s]+)|Error loading shared library ([^:\s]+)|([^:\s]+\.so[.\d]*): cannot open shared object file/,
    lies: 'in-base',
    words: (_, named) => `The library ${named} is not in this stage.`,
  },
  {
    pattern: /version `([^']+)' not found \(required by ([^)]+)\)/,
    lies: 'in-base',
    words: ([, version, file]) =>
      `${file} was built for a newer system: it needs ${version}, which this stage does not have.`,
  },
  {
    pattern: /fatal error: ([\w./+-]+\.h(?:pp)?): No such file or directory/,
    lies: 'in-base',
    words: (_, named) => `The header ${named} is missing: its development package is not in this stage.`,
  },
  {
    pattern:
      /gyp ERR! find Python|command '(?:gcc|g\+\+|cc|c\+\+|clang)' failed|unable to execute '(?:gcc|cc|x86_64-linux-gnu-gcc)'|linker `cc` not found|C compiler (?:"gcc" )?not found|"gcc": executable file not found|no acceptable C compiler/,
    lies: 'in-base',
    words: () => 'Something is compiled here, and this stage has no compiler for it.',
  },
  {
    pattern:
      /(?:^|[/:\s])(?:line )?\d+: ([^\s:]+): not found$|sh: ([^\s:]+): not found$|: ([^\s:]+): command not found$|env: [‘'`]?([^\s:’']+)[’']?: No such file/m,
    lies: 'in-base',
    words: (_, named) => `The command ${named} is not in this stage.`,
  },
  {
    pattern: /Cannot find module '([^']+)'|No module named '?([\w.]+)'?/,
    lies: 'in-base',
    words: (_, named) => `The module ${named} is not in this stage.`,
  },
  {
    pattern: /[Pp]ermission denied|EACCES|Operation not permitted|EPERM|are you root\?/,
    lies: 'in-base',
    words: () => 'The user of the step may not do this: see the USER before it, and whose the files are.',
  },
  {
    pattern: /Read-only file system|EROFS/,
    lies: 'in-line',
    words: () => 'The step writes to something that is mounted for reading alone.',
  },
];
