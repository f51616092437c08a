import type { Dockerfile, Instruction } from '../syntax.ts';
import type { Budget } from './budget.ts';
import { lex } from './lex.ts';
import { Scope } from './scope.ts';

/** What a build was told, or would be. */
export interface BuildOptions {
  /** `--build-arg`. */
  readonly buildArgs?: ReadonlyMap<string, string>;
  /** `OS/ARCH[/VARIANT]`; where it is not known, `linux/amd64`. */
  readonly targetPlatform?: string;
  readonly buildPlatform?: string;
  /** `--target`. */
  readonly target?: string;
}

/**
 * Variables that every build has where FROM is read, and that a stage has once it says `ARG` with their name.
 * HTTP_PROXY and the like are not among them: RUN has those where they are given, FROM has not.
 */
function platformVariables({ buildArgs, targetPlatform, buildPlatform, target }: BuildOptions) {
  const wanted = targetPlatform ?? 'linux/amd64';
  const values = new Map([
    ...platformParts('BUILD', buildPlatform ?? wanted),
    ...platformParts('TARGET', wanted),
    ['TARGETSTAGE', target || 'default'] as const,
  ]);
  for (const name of values.keys()) values.set(name, buildArgs?.get(name) ?? values.get(name) ?? '');
  return values;
}

function platformParts(prefix: string, platform: string): (readonly [string, string])[] {
  const [os = '', architecture = '', variant = ''] = platform.split('/');
  return [
    [`${prefix}PLATFORM`, platform],
    [`${prefix}OS`, os],
    [`${prefix}OSVERSION`, ''],
    [`${prefix}ARCH`, architecture],
    [`${prefix}VARIANT`, variant],
  ];
}

/** The ARGs before the first FROM. */
export function globalArguments({ instructions }: Dockerfile): readonly Instruction[] {
  const from = instructions.findIndex(({ name }) => name === 'FROM');
  return instructions.slice(0, from === -1 ? undefined : from).filter(({ name }) => name === 'ARG');
}

/**
 * The variables of FROM: those of the platforms, and the ARGs before the first FROM, with what the build was told.
 * @param onFailure is told of an ARG whose default cannot be expanded; it then has none
 */
export function globalVariables(
  file: Dockerfile,
  options: BuildOptions,
  budget: Budget,
  onFailure: (instruction: Instruction, why: string) => void,
): Scope {
  const scope = new Scope(null, budget);
  for (const [name, value] of platformVariables(options)) scope.set(name, value);
  for (const instruction of globalArguments(file)) {
    for (const { name, value } of readArguments(instruction)) {
      scope.declare(name);
      const given = options.buildArgs?.get(name);
      if (given !== undefined) scope.set(name, given);
      else if (value !== null) {
        const expanded = lex(value, scope, { escape: file.escape, budget });
        if (expanded.kind === 'expanded') scope.set(name, expanded.text);
        else onFailure(instruction, expanded.why);
      }
    }
  }
  return scope;
}

export interface Argument {
  readonly name: string;
  /** With quotes and variables, as written; null where there is no `=`. */
  readonly value: string | null;
}

/** What an ARG instruction declares. */
export function readArguments({ values }: Instruction): Argument[] {
  return values.map(({ text }) => {
    const equals = text.indexOf('=');
    return equals === -1 ? { name: text, value: null } : { name: text.slice(0, equals), value: text.slice(equals + 1) };
  });
}
