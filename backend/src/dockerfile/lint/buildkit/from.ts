import { newBudget } from '../../expand/budget.ts';
import { globalArguments, globalVariables, readArguments } from '../../expand/global-variables.ts';
import { type Lexed, lex, type Variables } from '../../expand/lex.ts';
import { readImageReference } from '../../image-reference.ts';
import type { Dockerfile, Flag, Stage } from '../../syntax.ts';
import { buildkitRule, fileFinding, findingAt, type LintFinding, type LintRule } from '../lint-rule.ts';
import type { LintSubject } from '../lint-subject.ts';

export const fromRules: readonly LintRule[] = [
  buildkitRule('UndefinedArgInFrom', 'undefined-arg-in-from', (subject) => {
    const declared = new Set(
      globalArguments(subject.file)
        .flatMap(readArguments)
        .map(({ name }) => name),
    );
    return eachFrom(subject, ({ stage, base, platform, platformFlag }) => [
      ...missingIn(base, declared).map((name) => undeclared(stage, name, stage.baseText)),
      ...missingIn(platform, declared).map((name) => undeclared(stage, name, platformFlag ?? stage.from)),
    ]);
  }),

  buildkitRule('RedundantTargetPlatform', 'redundant-target-platform', (subject) =>
    eachFrom(subject, ({ stage, platform, platformFlag, variables }) => {
      if (platform?.kind !== 'expanded' || platformFlag === null) return [];
      const { found, missing, text } = platform;
      if (found.size !== 1 || missing.size > 0 || !found.has('TARGETPLATFORM')) return [];
      if (text !== variables.get('TARGETPLATFORM')) return [];
      return [findingAt(stage.from, `${platformFlag.value} is the platform that is built for anyway`, platformFlag)];
    }),
  ),

  buildkitRule('FromPlatformFlagConstDisallowed', 'from-platform-flag-const-disallowed', (subject) =>
    eachFrom(subject, ({ stage, platform, platformFlag }) => {
      if (platform?.kind !== 'expanded' || platformFlag === null) return [];
      const { found, missing, text } = platform;
      const parts = platformParts(text);
      if (found.size > 0 || missing.size > 0 || parts === null) return [];
      if (parts.some((part) => (stage.name ?? '').includes(part))) return [];
      return [findingAt(stage.from, `The platform is always '${text}', whatever is built for`, platformFlag)];
    }),
  ),

  buildkitRule('InvalidDefaultArgInFrom', 'invalid-default-arg-in-from', ({ file, graph, options }) => {
    const { buildArgs: _, ...defaults } = options;
    const budget = newBudget(file.text.length);
    let failed = false;
    const variables = globalVariables(file, defaults, budget, () => {
      failed = true;
    });
    if (failed) return [];
    return graph.stages.flatMap((stage): LintFinding[] => {
      const expanded = lex(stage.baseText.text, variables, { escape: file.escape, budget });
      if (expanded.kind === 'failed' || typeof readImageReference(expanded.text) !== 'string') return [];
      const message = `Without build arguments '${stage.baseText.text.slice(0, 80)}' is no name of an image`;
      return [fileFinding(stage.from, message, stage.baseText)];
    });
  }),
];

interface From {
  readonly stage: Stage;
  readonly variables: Variables;
  readonly base: Lexed;
  readonly platform: Lexed | null;
  readonly platformFlag: Flag | null;
}

function eachFrom({ file, graph, options }: LintSubject, look: (from: From) => readonly LintFinding[]): LintFinding[] {
  const budget = newBudget(file.text.length);
  const variables = globalVariables(file, options, budget, () => {});
  const expand = (text: string) => lex(text, variables, { escape: file.escape, budget });
  return graph.stages.flatMap((stage) => {
    const platformFlag = stage.from.flags.find(({ name, value }) => name === 'platform' && value) ?? null;
    const platform = platformFlag === null ? null : expand(platformFlag.value ?? '');
    return look({ stage, variables, base: expand(stage.baseText.text), platform, platformFlag });
  });
}

function missingIn(lexed: Lexed | null, declared: ReadonlySet<string>): string[] {
  return lexed?.kind === 'expanded' ? [...lexed.missing].filter((name) => !declared.has(name)) : [];
}

function undeclared({ from }: Stage, name: string, at: Flag | Stage['baseText'] | Dockerfile['instructions'][number]) {
  return findingAt(from, `No ARG before the first FROM declares '${name}'`, at);
}

const systems =
  /^(?:aix|android|darwin|dragonfly|freebsd|illumos|ios|js|linux|netbsd|openbsd|plan9|solaris|wasip1|windows|zos)$/;
const architectures: ReadonlyMap<string, string> = new Map([
  ['x86_64', 'amd64'],
  ['x86-64', 'amd64'],
  ['aarch64', 'arm64'],
  ['armhf', 'arm'],
  ['armel', 'arm'],
  ['i386', '386'],
]);

/** System and architecture as the builder understands them, for `linux/amd64`; null where it would refuse them. */
function platformParts(text: string): string[] | null {
  const parts = text.toLowerCase().split('/');
  if (parts.length > 3 || parts.some((part) => !/^[\w.()+-]+$/.test(part))) return null;
  const [first = '', second] = parts;
  if (second === undefined) return systems.test(first) ? [first] : ['linux', architectures.get(first) ?? first];
  return [first === 'macos' ? 'darwin' : first, architectures.get(second) ?? second];
}
