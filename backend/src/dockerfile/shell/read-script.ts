import {
  type CommandNode,
  forEachChild,
  type Command as ParsedCommand,
  type ParsedScript,
  type PipelineNode,
  parse,
  type Statement,
  type SyntaxNode,
} from 'unbash';
import { type JoinedLine, rangeIn } from '../joined-line.ts';
import { findSeparator } from './separators.ts';
import type { CompoundCommand, Container, ShellItem, ShellList, ShellScript, SimpleCommand } from './shell-syntax.ts';
import { readAssignment, readRedirection, readWord } from './shell-words.ts';

export type ScriptRead =
  | { readonly kind: 'commands'; readonly script: ShellScript }
  | { readonly kind: 'not-understood'; readonly why: string };

/** UTF-16 units; the shell's parser is not linear in everything. */
const maxLength = 2 ** 16;
const maxHeredocs = 100;
/** Command substitutions in command substitutions; what is deeper is not looked into. */
const maxSubstitutionDepth = 4;

/**
 * Reads shell commands, with places in the Dockerfile.
 * @param source what the shell is given, and where in the Dockerfile it comes from
 */
export function readScript(source: JoinedLine): ScriptRead {
  const { text } = source;
  if (text.length > maxLength) return notUnderstood(`the commands are longer than ${maxLength} characters`);
  if (text.split('<<').length - 1 > maxHeredocs) return notUnderstood(`there are more than ${maxHeredocs} heredocs`);
  try {
    const parsed = parse(text);
    const [error] = parsed.errors ?? [];
    if (error !== undefined) return notUnderstood(`the shell would not understand the commands: ${error.message}`);
    const commands: SimpleCommand[] = [];
    const substitutions: ShellList[] = [];
    const list = readList(parsed.commands, { source, commands, substitutions, within: [] });
    const range = rangeIn(source, 0, text.length);
    return { kind: 'commands', script: { ...range, list, substitutions, commands: inOrder(commands) } };
  } catch (error) {
    // The library is not ours, and what it reads is hostile: whatever it throws is told as a reason.
    return notUnderstood(`the commands could not be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function notUnderstood(why: string): ScriptRead {
  return { kind: 'not-understood', why };
}

function inOrder(commands: SimpleCommand[]): SimpleCommand[] {
  return commands.sort((a, b) => a.start - b.start || b.end - a.end);
}

interface Place {
  readonly source: JoinedLine;
  /** All simple commands found so far. */
  readonly commands: SimpleCommand[];
  readonly substitutions: ShellList[];
  readonly within: readonly Container[];
}

/** A command of a list, with where it starts and ends in the source, and what was written between. */
interface Member {
  readonly node: CommandNode;
  readonly operators: readonly string[];
  readonly negated: boolean;
}

function readList(statements: readonly Statement[], place: Place): ShellList {
  const items: ShellItem[] = [];
  let end = -1;
  for (const { node, operators, negated } of statements.flatMap(membersOf)) {
    const separator = end === -1 ? null : findSeparator(place.source, end, node.pos, operators);
    const command = readCommand(node, place);
    items.push({ start: command.start, end: command.end, separator, negated, command });
    end = node.end;
  }
  return { items };
}

function membersOf({ command }: Statement): Member[] {
  if (command.type !== 'AndOr') return pipelineMembers(command, [';', '&', '\n']);
  return command.commands.flatMap((node, i) => {
    const operator = command.operators[i - 1];
    return pipelineMembers(node, operator === undefined ? [';', '&', '\n'] : [operator]);
  });
}

function pipelineMembers(node: PipelineNode, operators: readonly string[]): Member[] {
  if (node.type !== 'Pipeline') return [{ node, operators, negated: false }];
  const negated = node.prefixes.filter((prefix) => prefix.type === 'Negation').length % 2 === 1;
  return node.commands.map((command, i) => {
    const pipe = node.operators[i - 1];
    return { node: command, operators: pipe === undefined ? operators : [pipe], negated: negated && i === 0 };
  });
}

function readCommand(node: CommandNode, place: Place): SimpleCommand | CompoundCommand {
  return node.type === 'Command' ? readSimple(node, place) : readCompound(node, place);
}

function readSimple(node: ParsedCommand, place: Place): SimpleCommand {
  const { source, commands, within } = place;
  const command: SimpleCommand = {
    kind: 'simple',
    ...rangeIn(source, node.pos, node.end),
    name: node.name === undefined ? null : readWord(node.name, source),
    args: node.args.map((word) => readWord(word, source)),
    assignments: node.prefix.flatMap((part) => (part.type === 'Assignment' ? [readAssignment(part, source)] : [])),
    redirections: node.redirects.map((redirection) => readRedirection(redirection, source)),
    within,
  };
  commands.push(command);
  forEachChild(node, (child) => readInside(child, place, []));
  return command;
}

const containers: Readonly<Record<Exclude<CommandNode['type'], 'Command' | 'Redirected'>, Container>> = {
  If: 'if',
  For: 'loop',
  ArithmeticFor: 'loop',
  Select: 'loop',
  While: 'loop',
  Case: 'case',
  Subshell: 'subshell',
  BraceGroup: 'group',
  Function: 'function',
  Coproc: 'coprocess',
  TestCommand: 'test',
  ArithmeticCommand: 'test',
};

function readCompound(node: Exclude<CommandNode, ParsedCommand>, place: Place): CompoundCommand {
  const { source } = place;
  const range = rangeIn(source, node.pos, node.end);
  if (node.type === 'Redirected') {
    const inner = readCompound(node.command, place);
    const redirections = node.redirects.map((redirection) => readRedirection(redirection, source));
    for (const redirection of node.redirects) forEachChild(redirection, (child) => readInside(child, place, []));
    return { ...inner, ...range, redirections };
  }
  const type = containers[node.type];
  const lists: ShellList[] = [];
  forEachChild(node, (child) => readInside(child, { ...place, within: [...place.within, type] }, lists));
  return { kind: 'compound', ...range, type, lists, redirections: [] };
}

/** Looks for lists of commands, and for substitutions, in whatever stands in a command. */
function readInside(node: SyntaxNode, place: Place, lists: ShellList[]): void {
  switch (node.type) {
    case 'CompoundList':
      lists.push(readList(node.commands, place));
      return;
    case 'CommandExpansion':
    case 'ProcessSubstitution':
    case 'ArithmeticCommandExpansion':
      readSubstitution(node, place);
      return;
    case 'Command':
    case 'If':
    case 'For':
    case 'ArithmeticFor':
    case 'Select':
    case 'While':
    case 'Case':
    case 'Subshell':
    case 'BraceGroup':
    case 'Function':
    case 'Coproc':
    case 'TestCommand':
    case 'ArithmeticCommand':
    case 'Redirected': {
      const command = readCommand(node, place);
      lists.push({ items: [{ start: command.start, end: command.end, separator: null, negated: false, command }] });
      return;
    }
    default:
      forEachChild(node, (child) => readInside(child, place, lists));
  }
}

function readSubstitution({ script }: { readonly script?: ParsedScript | undefined }, place: Place): void {
  const depth = place.within.filter((container) => container === 'substitution').length;
  // What has a source of its own (escaped backquotes) has no places in ours.
  if (depth === maxSubstitutionDepth || script === undefined || script.source !== undefined) return;
  place.substitutions.push(readList(script.commands, { ...place, within: [...place.within, 'substitution'] }));
}
