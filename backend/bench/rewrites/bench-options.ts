import { variantNames } from './ask-rewrite.ts';
import { type EngineKind, isEngineKind } from './bench-engine.ts';
import { type Example, readExample, readExamples } from './examples.ts';

/** What all benches of the examples can be told, for `parseArgs`. */
export const benchOptions = {
  only: { type: 'string' },
  variant: { type: 'string' },
  engine: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h' },
} as const;

interface BenchValues {
  readonly variant?: string | undefined;
  readonly engine?: string | undefined;
  readonly help?: boolean | undefined;
}

/** The engine that is asked for, if any. Ends the program with its usage where that is asked for, or a name is none. */
export function engineAskedFor({ variant, engine, help }: BenchValues, usage: string): EngineKind | undefined {
  if (help) {
    console.log(usage);
    process.exit(0);
  }
  if (isEngineKind(engine) && (variant === undefined || variantNames.some((name) => name === variant))) return engine;
  console.error(usage);
  process.exit(2);
}

/** @param only names, separated by commas; undefined for all */
export async function examplesOf(only: string | undefined): Promise<Example[]> {
  return only === undefined ? await readExamples() : await Promise.all(only.split(',').map(readExample));
}
