import { parseArgs } from 'node:util';

/** What a command's options are: as `parseArgs` of `node:util` takes them. */
export type Options = Readonly<
  Record<string, { readonly type: 'boolean' | 'string'; readonly short?: string; readonly multiple?: boolean }>
>;

type ValueOf<O extends Options[string]> = O['type'] extends 'boolean'
  ? boolean
  : O['multiple'] extends true
    ? readonly string[]
    : string;

export interface Call<O extends Options> {
  readonly values: { readonly [Name in keyof O]?: ValueOf<O[Name]> };
  /** The words that are no options, without the command's own name. */
  readonly words: readonly string[];
  /** Aborted when the person interrupts. */
  readonly signal: AbortSignal;
}

interface Definition<O extends Options> {
  readonly name: string;
  /** After `usage: aligera`. */
  readonly synopsis: string;
  /** One line. */
  readonly summary: string;
  /** What `--help` says below the synopsis: the words it takes, its options. */
  readonly usage: string;
  readonly options: O;
  /** @returns the exit status */
  readonly run: (call: Call<O>) => Promise<number>;
}

export interface Command extends Omit<Definition<Options>, 'run'> {
  /** @throws UsageError, Failure */
  readonly run: (args: string[], signal: AbortSignal) => Promise<number>;
}

/** The person asked for something that there is not: exit status 2. */
export class UsageError extends Error {}

const help = { help: { type: 'boolean', short: 'h' } } as const;

/** A command that reads its own options, answers `--help`, and refuses what it does not know. */
export function defineCommand<const O extends Options>(definition: Definition<O>): Command {
  return {
    ...definition,
    run: async (args, signal) => {
      const { values, positionals } = readOptions(args, { ...definition.options, ...help });
      if ('help' in values) {
        console.log(`${definition.summary}\n\nusage: aligera ${definition.synopsis}\n\n${definition.usage}`);
        return 0;
      }
      return definition.run({ values, words: positionals, signal });
    },
  };
}

function readOptions<const O extends Options>(args: string[], options: O) {
  try {
    return parseArgs({ args, allowPositionals: true, options });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
