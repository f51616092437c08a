import { type Refusal, refusedFlag } from './allowed-flags.ts';
import { ErrorList, quoted } from './error-list.ts';
import { readHeredocWord } from './heredoc-words.ts';
import { nearestWord } from './nearest-word.ts';
import type { Dockerfile, Instruction, ParseError, Range } from './syntax.ts';

/**
 * What the builder refuses though its parser takes it: unknown instructions and flags, too few or too many arguments.
 * Of each instruction the first thing is told. What is wrong with stages is told by `readStages`.
 */
export function refusedInstructions(file: Dockerfile): readonly ParseError[] {
  const errors = new ErrorList(file.lineStarts);
  let inStage = false;
  for (const instruction of file.instructions) {
    inStage ||= instruction.name === 'FROM';
    const refusal = refusedInstruction(instruction) ?? (inStage ? null : refusedBeforeFrom(instruction));
    if (refusal !== null) errors.add(refusal.at, refusal.message, refusal.hint);
  }
  return errors.errors;
}

function refusedBeforeFrom(instruction: Instruction): Refusal | null {
  if (instruction.name === 'ARG') return null;
  return refuse(instruction.keywordRange, 'no build stage in current context', 'Only ARG may stand before FROM.');
}

type Check = (instruction: Instruction) => Refusal | null;

const checks: Readonly<Record<string, Check>> = {
  ADD: copies,
  ARG: definitions,
  CMD: refusedFlag,
  COPY: copies,
  ENTRYPOINT: refusedFlag,
  ENV: pairs,
  EXPOSE: (instruction) => atLeastOne(instruction) ?? refusedFlag(instruction),
  FROM: refusedFlag,
  HEALTHCHECK: healthcheck,
  LABEL: pairs,
  MAINTAINER: one,
  ONBUILD: trigger,
  RUN: (instruction) => refusedFlag(instruction) ?? runFlags(instruction),
  SHELL: shell,
  STOPSIGNAL: exactlyOne,
  USER: one,
  VOLUME: volumes,
  WORKDIR: one,
};

function refusedInstruction(instruction: Instruction): Refusal | null {
  const check = Object.hasOwn(checks, instruction.name) ? checks[instruction.name] : undefined;
  if (check !== undefined) return check(instruction);
  const nearest = nearestWord(instruction.name, Object.keys(checks));
  const hint = nearest === null ? 'No instruction is called so.' : `Did you mean ${nearest}?`;
  return refuse(instruction.keywordRange, `unknown instruction: ${instruction.keyword.slice(0, 80)}`, hint);
}

function refuse(at: Range, message: string, hint: string | null): Refusal {
  return { at, message, hint };
}

function exactlyOne({ name, values, keywordRange }: Instruction): Refusal | null {
  if (values.length === 1) return null;
  return refuse(keywordRange, `${name} requires exactly one argument`, null);
}

function one(instruction: Instruction): Refusal | null {
  return exactlyOne(instruction) ?? refusedFlag(instruction);
}

function atLeastOne({ name, values, keywordRange }: Instruction): Refusal | null {
  return values.length > 0 ? null : refuse(keywordRange, `${name} requires at least one argument`, null);
}

function definitions(instruction: Instruction): Refusal | null {
  const blank = instruction.values.find(({ text }) => text.startsWith('='));
  return atLeastOne(instruction) ?? (blank === undefined ? null : refuseBlank(instruction, blank));
}

function refuseBlank({ name }: Instruction, at: Range): Refusal {
  return refuse(at, `${name} names can not be blank`, 'Write name=value.');
}

function pairs(instruction: Instruction): Refusal | null {
  const blank = instruction.values.find(({ text }, i) => i % 3 === 0 && text === '');
  const refusal = refusedFlag(instruction) ?? atLeastOne(instruction);
  if (refusal !== null || blank === undefined) return refusal;
  return refuseBlank(instruction, blank);
}

function copies(instruction: Instruction): Refusal | null {
  const { name, values, keywordRange } = instruction;
  const destination = values.at(-1);
  if (values.length < 2 || destination === undefined) {
    const message = `${name} requires at least two arguments, but only one was provided. Destination could not be determined`;
    return refuse(keywordRange, message, `Write ${name} SOURCE DESTINATION.`);
  }
  const refusal = refusedFlag(instruction);
  if (refusal !== null || typeof (readHeredocWord(destination.text) ?? '') === 'string') return refusal;
  return refuse(destination, `${name} cannot accept a heredoc as a destination`, `Write ${name} <<NAME DESTINATION.`);
}

function volumes(instruction: Instruction): Refusal | null {
  const refusal = atLeastOne(instruction) ?? refusedFlag(instruction);
  const empty = instruction.values.find(({ text }) => text.trim() === '');
  if (refusal !== null || empty === undefined) return refusal;
  return refuse(empty, 'VOLUME specified can not be an empty string', null);
}

function shell(instruction: Instruction): Refusal | null {
  const refusal = refusedFlag(instruction) ?? atLeastOne(instruction);
  if (refusal !== null || instruction.json) return refusal;
  const message = 'SHELL requires the arguments to be in JSON form';
  return refuse(instruction.argument, message, 'Write SHELL ["/bin/bash", "-c"].');
}

function trigger(instruction: Instruction): Refusal | null {
  const { onbuild, keywordRange } = instruction;
  if (onbuild === null) return refuse(keywordRange, 'ONBUILD requires at least one argument', null);
  const refusal = refusedFlag(instruction);
  if (refusal !== null) return refusal;
  if (onbuild.name === 'ONBUILD') {
    return refuse(onbuild.keywordRange, "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed", 'Write ONBUILD once.');
  }
  if (onbuild.name !== 'FROM' && onbuild.name !== 'MAINTAINER') return null;
  return refuse(onbuild.keywordRange, `${onbuild.name} isn't allowed as an ONBUILD trigger`, null);
}

function runFlags({ flags }: Instruction): Refusal | null {
  for (const flag of flags) {
    if (flag.name === 'network' && !/^(?:default|none|host)$/.test(flag.value ?? '')) {
      return refuse(flag, `invalid network mode ${quoted(flag.value ?? '')}`, 'Write default, none or host.');
    }
    if (flag.name === 'security' && !/^(?:insecure|sandbox)$/.test(flag.value ?? '')) {
      return refuse(flag, `security ${quoted(flag.value ?? '')} is not valid`, 'Write insecure or sandbox.');
    }
  }
  return null;
}

const duration = /^\+?(?:0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/;

function healthcheck(instruction: Instruction): Refusal | null {
  const [type, ...command] = instruction.values;
  if (type === undefined) return atLeastOne(instruction);
  if (type.text.toUpperCase() === 'NONE') {
    return command.length === 0 ? null : refuse(type, 'HEALTHCHECK NONE takes no arguments', null);
  }
  const refusal = refusedFlag(instruction);
  if (refusal !== null) return refusal;
  if (type.text.toUpperCase() !== 'CMD') {
    const message = `Unknown type ${quoted(type.text)} in HEALTHCHECK (try CMD)`;
    return refuse(type, message, 'Write HEALTHCHECK CMD command, or HEALTHCHECK NONE.');
  }
  if (command.length === 0) return refuse(type, 'Missing command after HEALTHCHECK CMD', null);
  for (const flag of instruction.flags) {
    const pattern = flag.name === 'retries' ? /^[+]?\d{1,9}$/ : duration;
    // Nothing longer is tried: the pattern for times may go over many digits again and again.
    if (flag.value && (flag.value.length > 40 || !pattern.test(flag.value))) {
      const hint = flag.name === 'retries' ? 'Write a whole number.' : 'Write a time such as 30s or 1m30s.';
      return refuse(flag, `invalid value for --${flag.name}: ${quoted(flag.value)}`, hint);
    }
  }
  return null;
}
