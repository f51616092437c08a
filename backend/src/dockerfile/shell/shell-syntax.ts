import type { Range } from '../syntax.ts';

/** The commands of a RUN. All ranges are those of the Dockerfile's text; they may span continuations. */
export interface ShellScript extends Range {
  /** What is run, in order; commands in command substitutions are not in it. */
  readonly list: ShellList;
  /** The lists of all command substitutions, however deep. */
  readonly substitutions: readonly ShellList[];
  /** Every simple command wherever it stands, in the order of the text. */
  readonly commands: readonly SimpleCommand[];
}

export interface ShellList {
  readonly items: readonly ShellItem[];
}

/** One command of a list and what joins it to the one before. `a && b | c; d` is a list of four. */
export interface ShellItem extends Range {
  /** Null for the first. */
  readonly separator: Separator | null;
  /** A `!` stands before the pipeline that starts here. */
  readonly negated: boolean;
  readonly command: SimpleCommand | CompoundCommand;
}

export interface Separator extends Range {
  readonly operator: '&&' | '||' | ';' | '&' | '|' | '|&' | '\n';
}

export interface SimpleCommand extends Range {
  readonly kind: 'simple';
  /** Null where there are only assignments or redirections. */
  readonly name: ShellWord | null;
  readonly args: readonly ShellWord[];
  /** `A=1` before the name, or alone. */
  readonly assignments: readonly ShellAssignment[];
  readonly redirections: readonly Redirection[];
  /** The compound commands and substitutions around it, outermost first. */
  readonly within: readonly Container[];
}

export interface CompoundCommand extends Range {
  readonly kind: 'compound';
  readonly type: Container;
  /** Conditions, branches and bodies, in the order of the text. */
  readonly lists: readonly ShellList[];
  readonly redirections: readonly Redirection[];
}

export type Container =
  | 'if'
  | 'loop'
  | 'case'
  | 'subshell'
  | 'group'
  | 'function'
  | 'coprocess'
  | 'substitution'
  /** `[[ … ]]` and `(( … ))`, which have no commands but those in substitutions. */
  | 'test';

export interface ShellWord extends Range {
  /** With its quotes; continuations joined. */
  readonly text: string;
  /** Patterns (`*`, `?`, `[…]`, `{a,b}`, `~`) become names of files; expanded words have variables or commands in them. */
  readonly kind: 'literal' | 'pattern' | 'expanded';
  /** Without quotes. Of an expanded word it is not what the shell will see. */
  readonly value: string;
}

export interface ShellAssignment extends Range {
  readonly name: string;
  /** Null for an array. */
  readonly value: ShellWord | null;
}

export interface Redirection extends Range {
  /** `>`, `>>`, `<`, `2>` without its number, `&>`, `<<`, `<<<`… */
  readonly operator: string;
  readonly descriptor: number | null;
  readonly target: ShellWord | null;
}
