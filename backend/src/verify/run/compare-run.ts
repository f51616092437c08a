import type { CheckSubject, ComparedCheck } from '../../verify-answers.ts';
import { compareLines } from './lines.ts';
import { NoiseCount, withoutNoise } from './noise.ts';
import type { Observation, Three } from './observation.ts';
import { errorsIn } from './output-errors.ts';
import { programsOf } from './programs.ts';
import { shortened } from './shown.ts';
import { writtenBy } from './written-files.ts';

const check = (
  subject: CheckSubject,
  what: string,
  outcome: ComparedCheck['outcome'],
  [original, variant]: readonly [string, string],
  proves = false,
): ComparedCheck => ({
  subject,
  what,
  outcome,
  proves: proves && outcome === 'alike',
  original: shortened(original),
  variant: shortened(variant),
});

/** What is told by one word each: the same, not the same, or not the same in two runs of the original either. */
function word(
  subject: CheckSubject,
  what: string,
  of: (one: Observation) => string | null,
  three: Three,
  proves: (word: string) => boolean = () => false,
) {
  const [original, again, variant] = three.map(of);
  if (original === null || original === undefined) return [];
  const shown = [original, variant ?? 'nothing'] as const;
  if (original !== again) return [check(subject, what, 'nothing', shown)];
  return [check(subject, what, original === variant ? 'alike' : 'differs', shown, proves(original))];
}

export function compareStart([original, again, variant]: Three): ComparedCheck {
  const shown = [started(original), started(variant)] as const;
  const [fails, failsAgain, variantFails] = [original, again, variant].map((one) => failsToStart(one, original));
  // Where the original does not start each time, nothing is said by a variant that does not either.
  if (fails !== failsAgain) return check('start', 'the container', 'nothing', shown);
  return check('start', 'the container', fails === variantFails ? 'alike' : 'differs', shown);
}

/**
 * It ended before it had started. A program that is there to end, as the original does, may do so with any code: it has
 * not started where it could not be found or loaded, or broke off for want of something before it printed anything.
 */
function failsToStart({ startError, ended, printed }: Observation, original: Observation): boolean {
  if (startError !== null) return true;
  if (ended === null || ended.afterStart || ended.exitCode === 0) return false;
  if (original.ended === null || original.ended.exitCode !== 0) return true;
  return (
    ended.exitCode === 126 || ended.exitCode === 127 || (printed.stdout === '' && errorsIn(printed.stderr).length > 0)
  );
}

function started({ startError, ended, printed }: Observation): string {
  if (startError !== null) return `could not be started: ${startError}`;
  if (ended === null) return 'started, and ran to the end of the observation';
  const how = ended.outOfMemory ? 'was ended as it took more memory than allowed' : `ended with ${ended.exitCode}`;
  const [error] = errorsIn(`${printed.stderr}\n${printed.stdout}`);
  const why = ended.exitCode === 0 || error === undefined ? '' : `: ${error.line}`;
  return `${how}${ended.afterStart ? ' after it had started' : ''}${why}`;
}

export const compareEnd = (three: Three) =>
  word(
    'exit-code',
    'how it ends',
    ({ startError, ended }) =>
      startError !== null ? 'not started' : ended === null ? 'keeps running' : `ends with ${ended.exitCode}`,
    three,
  );

/** Ports that two runs of the original do not both listen to are chosen anew each time. */
export function comparePorts([original, again, variant]: Three, count: NoiseCount): ComparedCheck[] {
  if (original.ports === null || again.ports === null) return [];
  const steady = original.ports.filter((port) => again.ports?.includes(port));
  const random = original.ports.length - steady.length;
  if (random > 0) count.add('random-ports', 'ports that two runs of the original choose differently', random);
  const others = (variant.ports ?? []).filter((port) => !steady.includes(port));
  const alike = steady.every((port) => variant.ports?.includes(port)) && others.length === random;
  const spelled = (ports: readonly number[] | null) =>
    ports === null || ports.length === 0 ? 'none' : ports.map((port) => `${port}/tcp`).join(', ');
  const none = steady.length === 0 && (others.length === 0 || !original.settled || !again.settled);
  const outcome = none ? 'nothing' : alike ? 'alike' : 'differs';
  return [check('listening-ports', 'TCP', outcome, [spelled(original.ports), spelled(variant.ports)])];
}

export const compareHealth = (three: Three) =>
  word(
    'health',
    'the health check',
    ({ health }) => health,
    withVariantHealth(three),
    (health) => health === 'healthy',
  );

/** A variant that has lost the health check, or has ended with it. */
const withVariantHealth = ([original, again, variant]: Three): Three => [
  original,
  again,
  { ...variant, health: variant.health ?? 'none' },
];

/**
 * @param meant the number of the user that the variant is to run as; null for that of the original
 */
export const compareUser = (three: Three, meant: string | null) =>
  word('user', 'of the main process', ({ user }) => user, three).map(
    (one): ComparedCheck => ({
      ...one,
      // It is as it should be, and the same it is not.
      outcome: one.outcome === 'differs' && meant !== null && one.variant === meant ? 'nothing' : one.outcome,
      original: `UID ${one.original}`,
      variant: `UID ${one.variant}`,
    }),
  );

/**
 * What was printed. It proves something of a program that ended well, or that works on without being asked: a service
 * that listens may print its greeting and never answer.
 */
export function comparePrinted(stream: 'stdout' | 'stderr', three: Three, count: NoiseCount): ComparedCheck {
  const [original, again, variant] = three;
  const lines = (one: Observation, counted: NoiseCount) =>
    withoutNoise(one.printed[stream], 'log', one.run, counted)
      .split('\n')
      .map((line) => line.trimEnd())
      .filter((line) => line !== '');
  const [a, b, v] = [lines(original, count), lines(again, new NoiseCount()), lines(variant, count)];
  const shown = [spelledLines(a), spelledLines(v)] as const;
  const what = 'what it prints';
  if (a.length === 0 && v.length === 0) return check(stream, what, 'nothing', shown);
  const cut = three.some(({ printed }) => printed.cut);
  const often = original.ended !== null && again.ended !== null && variant.ended !== null && !cut;
  const works = original.ended === null ? original.ports?.length === 0 : original.ended.exitCode === 0;
  const steady = a.some((line) => b.includes(line) && v.includes(line));
  const proves = works && steady && (stream === 'stdout' || original.ended === null);
  const compared = checkLines(stream, what, [a, b, v], shown, { often, proves }, count);
  // How far the original has come is chance where it has not come to its end.
  return original.settled && again.settled ? compared : check(stream, what, 'nothing', shown);
}

const spelledLines = (lines: readonly string[]) =>
  lines.length === 0
    ? 'nothing'
    : `${lines.length} ${lines.length === 1 ? 'line' : 'lines'}: ${lines.slice(0, 3).join(' / ')}`;

export function compareCommand(three: Three, count: NoiseCount): ComparedCheck[] {
  const [original, again, variant] = three;
  if (original.command === null) return [];
  const told = (one: Observation, counted: NoiseCount) => {
    if (one.command === null) return ['it was not run'];
    const { exitCode, stdout, stderr } = one.command;
    const text = withoutNoise(`${stdout}\n${stderr}`, 'log', one.run, counted);
    return [`exit code ${exitCode}`, ...text.split('\n').filter((line) => line.trim() !== '')];
  };
  const [a, b, v] = [told(original, count), told(again, new NoiseCount()), told(variant, count)];
  const shown = [a.slice(0, 3).join(' / '), v.slice(0, 3).join(' / ')] as const;
  const options = { often: true, proves: original.command.exitCode === 0 };
  return [checkLines('command', 'the test command', [a, b, v], shown, options, count)];
}

export function compareWritten([original, again, variant]: Three, count: NoiseCount): ComparedCheck {
  const what = 'outside of volumes';
  if (original.changes === null || again.changes === null || variant.changes === null) {
    return check('written-files', what, 'nothing', ['not known: the engine took too long', 'not known']);
  }
  const [a, v] = [writtenBy(original.changes, count), writtenBy(variant.changes, count)];
  const shown = [spelledLines(a), spelledLines(v)] as const;
  if (a.length === 0 && v.length === 0) return check('written-files', what, 'nothing', shown);
  return checkLines(
    'written-files',
    what,
    [a, writtenBy(again.changes, new NoiseCount()), v],
    shown,
    { often: false },
    count,
  );
}

/** Told by the lines that differ where some do, and else as a whole. */
function checkLines(
  subject: CheckSubject,
  what: string,
  [original, again, variant]: readonly [readonly string[], readonly string[], readonly string[]],
  shown: readonly [string, string],
  options: { readonly often: boolean; readonly proves?: boolean },
  count: NoiseCount,
): ComparedCheck {
  const compared = compareLines(original, again, variant, options, count);
  switch (compared.outcome) {
    case 'differs':
      return check(subject, what, 'differs', [compared.original, compared.variant]);
    case 'unsteady':
      return check(subject, what, 'nothing', shown);
    case 'alike':
      return check(subject, what, 'alike', shown, options.proves);
  }
}

export function compareFiles([original, again, variant]: Three): ComparedCheck[] {
  return [...original.files].map(([path, files]) => {
    const spelled = (found: typeof files | undefined) =>
      (found ?? null) === null
        ? [absent]
        : (found ?? []).map(
            ({ path, type, mode, bytes, content }) =>
              `${path}: ${type}, mode ${mode.toString(8)}, ${bytes} bytes, ${content.slice(0, 64)}`,
          );
    const [a, b, v] = [spelled(files), spelled(again.files.get(path)), spelled(variant.files.get(path))];
    const shown = [spelledLines(a), spelledLines(v)] as const;
    if (files === null && v[0] === absent) return check('compared-files', path, 'nothing', shown);
    const works = original.ended === null || original.ended.exitCode === 0;
    return checkLines('compared-files', path, [a, b, v], shown, { often: true, proves: works }, new NoiseCount());
  });
}

const absent = 'not there';

/** Which programs run: not how they are spelled, as a variant may start the same by another path, or without a shell. */
export function compareProcesses([original, again, variant]: Three, count: NoiseCount): ComparedCheck[] {
  if (original.processes === null || again.processes === null || variant.processes === null) return [];
  const [a, b, v] = [
    programsOf(original.processes, count),
    programsOf(again.processes, new NoiseCount()),
    programsOf(variant.processes, count),
  ];
  if (a.length === 0 && v.length === 0) return [];
  const shown = [a.join(', '), v.join(', ')] as const;
  return [checkLines('processes', 'that keep running', [a, b, v], shown, { often: false }, count)];
}

/** What the variant says is missing, and the original does not. */
export function compareMissing([original, again, variant]: Three): ComparedCheck {
  const all = (one: Observation) =>
    errorsIn(`${one.startError ?? ''}\n${one.printed.stderr}\n${one.printed.stdout}\n${one.command?.stderr ?? ''}`);
  const known = new Set([...all(original), ...all(again)].map(({ cause }) => cause));
  const fresh = all(variant).filter(({ cause }) => !known.has(cause));
  const what = 'what it says is missing';
  if (fresh.length === 0)
    return check('missing-file', what, 'nothing', ['nothing more than the variant', 'nothing more than the original']);
  return check('missing-file', what, 'differs', ['nothing of it', fresh.map(({ line }) => line).join(' / ')]);
}
