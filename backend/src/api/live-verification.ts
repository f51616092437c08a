import { randomBytes } from 'node:crypto';
import { Failure, type FailureReport } from '../failure.ts';
import type { VerifiedState } from '../store/kept-verification.ts';
import type { EditEffect, Verdict, VerificationJob, VerifyStep } from '../verify-answers.ts';
import type { VerificationOrder } from './verification-order.ts';

/** What a verification tells while it is carried out. */
export interface VerificationProgress {
  about(state: VerifiedState): void;
  step(step: VerifyStep): void;
  verdict(verdict: Verdict): void;
  effect(effect: EditEffect): void;
  note(note: string): void;
}

/** Without what changed since: that is told when it is asked for. */
export type ToldJob = Omit<VerificationJob, 'stale'>;

/** One that waits or is carried out. */
export interface LiveJob {
  readonly id: string;
  readonly order: VerificationOrder;
  /** The same for the same question. */
  readonly question: string;
  readonly askedAt: string;
  readonly abort: AbortController;
  readonly verdicts: Verdict[];
  readonly effects: EditEffect[] | null;
  readonly notes: string[];
  about: VerifiedState | null;
  isRunning: boolean;
  step: VerifyStep | null;
}

/** @param question the same for the same order */
export function liveJob(order: VerificationOrder, question: string): LiveJob {
  return {
    id: randomBytes(6).toString('hex'),
    order,
    question,
    askedAt: new Date().toISOString(),
    abort: new AbortController(),
    verdicts: [],
    effects: order.what === 'edits' ? [] : null,
    notes: [],
    about: null,
    isRunning: false,
    step: null,
  };
}

export function progressOf(job: LiveJob, onChange: () => void): VerificationProgress {
  const told = <T>(keep: (value: T) => unknown) => {
    return (value: T) => {
      keep(value);
      onChange();
    };
  };
  return {
    about: told((about) => {
      job.about = about;
    }),
    step: told((step) => {
      job.step = step;
    }),
    verdict: told((verdict) => job.verdicts.push(verdict)),
    effect: told((effect) => job.effects?.push(effect)),
    note: told((note) => job.notes.push(note)),
  };
}

export function reportOf(error: unknown): FailureReport {
  if (error instanceof Failure) return error.report();
  return {
    code: 'not-supported',
    message: `Aligera has a fault: ${String(error)}`,
    hint: 'Please report it.',
  };
}
