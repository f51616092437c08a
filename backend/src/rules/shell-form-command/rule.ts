import type { SimpleCommand } from '../../dockerfile/shell/shell-syntax.ts';
import type { Instruction, Stage } from '../../dockerfile/syntax.ts';
import { noNode } from '../../image/merge.ts';
import type { Risk } from '../../rewrite-answers.ts';
import { absolutePath } from '../copied-paths.ts';
import { type Rule, review, type Skipped, type Suggestion, safe, skipped } from '../rule.ts';
import { isSilenced } from '../silenced.ts';
import type { Subject } from '../subject.ts';
import { chainOf, runsWhatItIsGiven } from './passing-entrypoint.ts';

export const shellFormCommand: Rule = {
  id: 'shell-form-command',
  level: 'tidy',
  title: 'Start the program itself, not a shell that starts it',
  suggest: (subject) =>
    subject.graph.stages.flatMap((stage) =>
      ['ENTRYPOINT', 'CMD'].flatMap((name) => {
        const last = stage.instructions.findLast((one) => one.name === name);
        return last === undefined || last.json ? [] : (suggestFor(subject, stage, last) ?? []);
      }),
    ),
};

/** What a shell does itself, though some have a program of that name, too. */
const builtins: ReadonlySet<string> = new Set(
  '. : [ alias bg cd command echo eval exit export false fg getopts hash jobs kill printf pwd read readonly return set shift source test times trap true type ulimit umask unalias unset wait'.split(
    ' ',
  ),
);

function suggestFor(subject: Subject, stage: Stage, instruction: Instruction): Suggestion | Skipped | null {
  if (isSilenced(subject, instruction, ['JSONArgsRecommended', 'DL3025'])) return null;
  const { name, start } = instruction;
  const say = (why: string) => skipped(start, `${name} stays in shell form: ${why}`);
  const command = onlyCommand(subject, instruction);
  if (typeof command === 'string') return say(command);
  const words = [command.name, ...command.args].flatMap((word) => word ?? []);
  if (words.some(({ kind }) => kind !== 'literal')) return say('a shell has to fill in variables or names of files');
  const values = words.map(({ value }) => value);
  if (values[0] === 'exec') values.shift();
  const [program = ''] = values;
  if (program === '' || program.startsWith('-') || builtins.has(program)) return say('the shell itself runs it');
  const why = name === 'CMD' ? whyNotCmd(subject, stage) : whyNotEntrypoint(subject, stage);
  if (why !== null) return say(why);
  const [value] = instruction.values;
  if (value === undefined) return null;
  return {
    kind: 'suggestion',
    anchor: subject.anchor(instruction),
    title: `${name} in exec form`,
    reason: `In shell form /bin/sh starts first: the image has to have one, and whether a signal to stop reaches ${program} is up to it.`,
    evidence: [],
    risk: riskOf(subject, instruction, program),
    edits: [{ start: value.start, end: value.end, text: `[${values.map((one) => JSON.stringify(one)).join(', ')}]` }],
    effects: [],
  };
}

function onlyCommand(subject: Subject, instruction: Instruction): SimpleCommand | string {
  const read = subject.run(instruction);
  if (read.kind !== 'commands') return read.why;
  const [item, ...more] = read.script.list.items;
  if (item === undefined) return 'it has no commands';
  const { command } = item;
  if (more.length > 0 || item.negated || command.kind !== 'simple') return 'it runs more than one command';
  if (command.redirections.length > 0) return 'a shell has to redirect input or output';
  if (command.assignments.length > 0) return 'a shell has to set variables';
  const [value] = instruction.values;
  if (value !== undefined && subject.textOf({ start: command.end, end: value.end }).trim() !== '') {
    return 'there is more behind its command';
  }
  return command;
}

/** A shell lets CMD go unheard; without it CMD would become arguments. */
function whyNotEntrypoint(subject: Subject, stage: Stage): string | null {
  const related = [...chainOf(subject, stage), ...builtUpon(subject, stage)];
  return related.some((one) => has(one, 'CMD')) ? 'a shell ignores CMD, which would become its arguments' : null;
}

function has({ instructions }: Stage, name: string): boolean {
  return instructions.some((one) => one.name === name);
}

function builtUpon(subject: Subject, stage: Stage): Stage[] {
  return subject.graph.stages.filter((one) => one !== stage && chainOf(subject, one).includes(stage));
}

function whyNotCmd(subject: Subject, stage: Stage): string | null {
  if (builtUpon(subject, stage).some((one) => has(one, 'ENTRYPOINT')))
    return 'the ENTRYPOINT of a later stage may get it';
  switch (runsWhatItIsGiven(subject, stage)) {
    case true:
      return null;
    case false:
      return 'the ENTRYPOINT gets it as arguments';
    case null:
      return 'whether the base has an ENTRYPOINT is not known';
  }
}

/** A shell runs a file without `#!` as a script of its own; the kernel refuses it. */
function riskOf(subject: Subject, instruction: Instruction, program: string): Risk {
  if (!program.includes('/')) return safe;
  const { image } = subject;
  const path = absolutePath(
    subject.place(instruction)?.workingDir ?? (image?.config.config?.WorkingDir || null),
    program,
  );
  const node = image === null || path === null ? noNode : image.tree.resolve(path);
  if (node !== noNode && image?.native?.at(node)) return safe;
  return review(`a script has to begin with #!: see whether ${program} does, if it is one`);
}
