import type { BuildFailure, ComparedCheck, Comparison, LastLines, VerdictKind } from '../verify-answers.ts';
import { errorsIn } from './run/output-errors.ts';

export interface JudgedRun {
  readonly kind: VerdictKind;
  /** For people: what it rests on, the most important first. */
  readonly sentences: readonly string[];
  /** Of one that failed, in words; null where nothing known fits. */
  readonly likelyCause: string | null;
}

/**
 * What the checks come to. `proven` takes one that could have failed and did not, and none that did.
 * @param lastLines of both, to tell why something does not start
 */
export function verdictOfRun({ checks, notSeen }: Comparison, lastLines: LastLines): JudgedRun {
  const differing = checks.filter(({ outcome }) => outcome === 'differs');
  const start = differing.find(({ subject }) => subject === 'start');
  if (start !== undefined) return failedToRun(start, lastLines);
  if (differing.length > 0)
    return {
      kind: 'differs',
      sentences: differing.map(difference),
      likelyCause: causeIn(
        differing.map(({ variant }) => variant),
        lastLines,
      ),
    };
  const proofs = checks.filter(({ proves }) => proves);
  if (proofs.length === 0)
    return { kind: 'built-only', sentences: [whyNothing(checks), ...notSeen], likelyCause: null };
  return { kind: 'proven', sentences: [proof(proofs), ...notSeen], likelyCause: null };
}

export function verdictOfBuild({ said, step, likelyCause }: BuildFailure): JudgedRun {
  const where = step === null ? 'It was not built' : `It was not built: ${step.name} failed`;
  return { kind: 'failed', sentences: [`${where}: ${said}`], likelyCause };
}

function failedToRun({ original, variant }: ComparedCheck, lastLines: LastLines): JudgedRun {
  const fails = /^(?:could not|was ended|ended with (?!0\b))/;
  // The other way round it is no failure, but not the same either.
  if (!fails.test(variant)) {
    const sentences = [`The original ${original}; the variant ${variant}.`];
    return { kind: 'differs', sentences, likelyCause: null };
  }
  const sentences = [`The variant ${variant}.`, `The original ${original}.`];
  return { kind: 'failed', sentences, likelyCause: causeIn([variant], lastLines) };
}

/** What the variant says is missing, and the original does not. @param shown of what differs */
function causeIn(shown: readonly string[], lastLines: LastLines): string | null {
  const errors = errorsIn([...shown, ...lastLines.variant].join('\n'));
  const known = new Set(errorsIn(lastLines.original.join('\n')).map(({ cause }) => cause));
  return errors.find(({ cause }) => !known.has(cause))?.cause ?? null;
}

const subjects: Readonly<Record<ComparedCheck['subject'], string>> = {
  start: 'How it starts',
  'exit-code': 'How it ends',
  'listening-ports': 'What it listens to',
  http: 'What it answers',
  'other-protocol': 'What it answers',
  command: 'The test command',
  stdout: 'What it prints',
  stderr: 'What it prints as errors',
  health: 'Its health',
  'written-files': 'The files that it writes',
  'compared-files': 'The files to compare',
  processes: 'The processes',
  user: 'The user',
  'missing-file': 'What it says is missing',
};

function difference({ subject, what, original, variant }: ComparedCheck): string {
  const named = ['http', 'other-protocol', 'compared-files'].includes(subject) ? ` (${what})` : '';
  return `${subjects[subject]}${named} differs: the original has “${original}”, the variant “${variant}”.`;
}

function proof(proofs: readonly ComparedCheck[]): string {
  const of = (subject: ComparedCheck['subject']) => proofs.filter((check) => check.subject === subject).length;
  const answers = of('http') + of('other-protocol');
  const files = of('compared-files');
  const parts = [
    ...(answers > 0 ? [`gave the same ${answers === 1 ? 'answer' : `${answers} answers`}`] : []),
    ...(of('command') > 0 ? ['did the same in the test command'] : []),
    ...(of('health') > 0 ? ['were healthy by the same check'] : []),
    ...(of('stdout') + of('stderr') > 0 ? ['printed the same'] : []),
    ...(files > 0 ? [`left the same ${files === 1 ? 'file' : `${files} files or folders`}`] : []),
  ];
  return `Both ${parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`}.`;
}

/** Why it proves nothing that nothing differs. */
function whyNothing(checks: readonly ComparedCheck[]): string {
  const find = (subject: ComparedCheck['subject']) => checks.find((check) => check.subject === subject);
  const start = find('start');
  if (start !== undefined && /^(?:could not|was ended|ended with (?!0\b))/.test(start.original)) {
    return `The original fails alike: it ${start.original}. What it needs to run can be given: environment, command, an open network.`;
  }
  const answers = checks.filter(({ subject }) => subject === 'http' || subject === 'other-protocol');
  if (answers.some(({ outcome }) => outcome === 'alike')) {
    return 'Both answer alike, but the original only with errors: name paths that it answers well.';
  }
  if (answers.length > 0) return 'The original gives no answer that could be compared: name paths, or a test command.';
  if (find('listening-ports')?.outcome === 'alike') {
    return 'Both listen alike, but were asked nothing: name paths, or a test command.';
  }
  return 'Both run alike, but say nothing that could be compared: name a test command, paths or files.';
}
