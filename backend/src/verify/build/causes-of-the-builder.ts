import type { Known } from './known-cause.ts';

/** By what BuildKit itself says, the first that fits. */
export const causesOfTheBuilder: readonly Known[] = [
  {
    pattern: /no space left on device/i,
    lies: 'elsewhere',
    words: () =>
      'The engine’s disk is full. Make room, with `docker system df` and `docker builder prune`, and try again.',
  },
  {
    pattern: /exit code: 137\b|signal: killed/,
    lies: 'elsewhere',
    words: () => 'The step was killed, most likely as the engine has too little memory for it.',
  },
  // Before any step.
  {
    pattern: /no active sessions|secret (\S+): not found|no SSH key "([^"]*)" forwarded/,
    lies: 'in-line',
    words: () =>
      'The step mounts a secret or a key of ssh, which are not at hand here: build with a builder of `docker buildx`, and name the secrets.',
  },
  {
    pattern:
      /resolve image config for \S*docker\/dockerfile|docker\.io\/docker\/dockerfile|docker\/dockerfile\/manifests/,
    lies: 'in-line',
    words: () => 'What `# syntax=` names could not be fetched, so the builder could not read the Dockerfile.',
  },
  {
    pattern:
      /parse error (?:on )?line \d+: ((?:unknown|Unknown) (?:flag|instruction)|unexpected key|invalid field)[^\n]*/,
    lies: 'in-line',
    words: () => 'This engine’s BuildKit does not know what the line asks for: it is too old, or the line is wrong.',
  },
  {
    pattern: /parse error (?:on )?line \d+/,
    lies: 'in-line',
    words: () => 'The builder cannot read this line.',
  },
  {
    pattern: /target stage (\S+) could not be found|no build stage .* found/,
    lies: 'in-line',
    words: () => 'The stage that the build is to end with is not in the Dockerfile.',
  },
  {
    pattern: /toomanyrequests|429 Too Many Requests/i,
    lies: 'elsewhere',
    words: () => 'The registry gives out no more for now, as too much was asked of it. Try again later, or log in.',
  },
  {
    pattern:
      /\/v2\/(\S+)\/manifests\/\S+?"?: .*(?:no such host|network is unreachable|i\/o timeout|connection refused|connection reset|TLS handshake timeout)/,
    lies: 'in-base',
    words: (_, named) =>
      `The engine does not have the image ${named}, or not for this platform, and its registry cannot be reached from here.`,
  },
  {
    pattern:
      /pull access denied|insufficient_scope|authorization failed|401 Unauthorized|403 Forbidden|denied: requested access/,
    lies: 'in-base',
    words: () => 'A base does not exist in its registry, or may not be pulled without a login.',
  },
  {
    pattern: /no match for platform in manifest|does not provide the specified platform|no matching manifest/,
    lies: 'in-base',
    words: () => 'A base is not there for the wanted platform.',
  },
  {
    pattern: /failed to resolve source metadata for [^\n]*: not found|manifest unknown/,
    lies: 'in-base',
    words: () => 'A base is not in its registry: its name or its tag is wrong, or it was removed.',
  },
  // What is copied.
  {
    pattern: /"([^"\n]+)"(?:: not found| not found: not found)|failed to walk (\S+): .*no such file/,
    lies: 'in-line',
    words: (_, named) =>
      `${named} is not there to be copied: not in the context (see the ignore file), or not in the stage that it is taken from.`,
  },
  {
    pattern: /no source files were specified|lstat \S+: no such file or directory/,
    lies: 'in-line',
    words: () => 'What the line copies is not there.',
  },
  // How the step is started.
  {
    pattern: /unable to find (user|group) ([^:]+): no matching entries/,
    lies: 'in-base',
    words: ([, kind, name]) => `There is no ${kind} ${name} in this stage: what it is built on does not have it.`,
  },
];
