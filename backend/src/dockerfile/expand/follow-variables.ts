import type { Dockerfile, Instruction, Stage, StageGraph } from '../syntax.ts';
import { ExpansionError, newBudget } from './budget.ts';
import { type BuildOptions, globalVariables, readArguments } from './global-variables.ts';
import { type Lexed, lex } from './lex.ts';
import { Scope } from './scope.ts';

export interface FollowOptions extends BuildOptions {
  /** The variables of the image that a stage is built upon, where they are known. */
  readonly baseVariables?: (stage: Stage) => Iterable<readonly [string, string]>;
}

/** What is known where an instruction starts. */
export interface AtInstruction {
  readonly stage: Stage;
  readonly instruction: Instruction;
  /** Variables before the instruction; they change with the next one. */
  readonly scope: Scope;
  /**
   * Expands a piece of the instruction as the builder does.
   * @param heredoc it is the content of one
   */
  readonly expand: (text: string, heredoc?: boolean) => Lexed;
}

const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
/** ARGs that only tell the builder something. */
const noVariables: ReadonlySet<string> = new Set(['BUILDKIT_SBOM_SCAN_CONTEXT', 'BUILDKIT_SBOM_SCAN_STAGE']);

/**
 * Goes through all stages with the variables that ENV and ARG set, those of stages built upon others too.
 * @returns why it did not go to the end: variables that would take too long, or too much memory
 */
export function followVariables(
  file: Dockerfile,
  graph: StageGraph,
  options: FollowOptions,
  visit: (at: AtInstruction) => void,
): string | null {
  try {
    followStages(file, graph, options, visit);
    return null;
  } catch (error) {
    if (error instanceof ExpansionError) return error.message;
    throw error;
  }
}

function followStages(
  file: Dockerfile,
  { stages }: StageGraph,
  options: FollowOptions,
  visit: (at: AtInstruction) => void,
): void {
  const budget = newBudget(file.text.length);
  const global = globalVariables(file, options, budget, () => {});
  const scopes: Scope[] = [];
  for (const stage of stages) {
    const { base } = stage;
    const scope = new Scope(base.kind === 'stage' ? (scopes[base.index] ?? null) : null, budget);
    if (base.kind !== 'stage') setBase(scope, options.baseVariables?.(stage) ?? []);
    const expand = (text: string, heredoc = false) =>
      lex(text, scope, heredoc ? { escape: '\\', plainQuotes: true, budget } : { escape: file.escape, budget });
    for (const instruction of stage.instructions) {
      visit({ stage, instruction, scope, expand });
      if (instruction.name === 'ENV') setVariables(scope, instruction, expand);
      else if (instruction.name === 'ARG') setArguments(scope, instruction, expand, global, options);
    }
    scopes.push(scope);
  }
}

function setBase(scope: Scope, variables: Iterable<readonly [string, string]>): void {
  scope.set('PATH', defaultPath);
  for (const [name, value] of variables) scope.set(name, value);
}

type Expand = (text: string) => Lexed;

/** All values are expanded before any is set. */
function setVariables(scope: Scope, { values }: Instruction, expand: Expand): void {
  const expanded = values.map(({ text }, i) => (i % 3 === 2 ? null : expand(text)));
  for (let i = 0; i + 1 < expanded.length; i += 3) {
    const name = expanded[i];
    const value = expanded[i + 1];
    if (name?.kind === 'expanded' && value?.kind === 'expanded') scope.set(name.text, value.text);
  }
}

function setArguments(
  scope: Scope,
  instruction: Instruction,
  expand: Expand,
  global: Scope,
  { buildArgs }: BuildOptions,
): void {
  for (const { name, value } of readArguments(instruction)) {
    scope.declare(name);
    const given = buildArgs?.get(name);
    const set = given ?? (value === null ? global.get(name) : textOf(expand(value)));
    if (set !== undefined && !noVariables.has(name)) scope.set(name, set);
  }
}

function textOf(lexed: Lexed): string | undefined {
  return lexed.kind === 'expanded' ? lexed.text : undefined;
}
