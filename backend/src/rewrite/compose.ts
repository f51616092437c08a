import { findOverlap } from '../dockerfile/edits.ts';
import { parseDockerfile } from '../dockerfile/parse-dockerfile.ts';
import { refusedInstructions } from '../dockerfile/refused-instructions.ts';
import { readStages } from '../dockerfile/stages.ts';
import type { Dockerfile } from '../dockerfile/syntax.ts';
import type { Entry } from '../image/entries.ts';
import type { SkippedRule } from '../rewrite-answers.ts';
import { Draft } from '../rules/draft.ts';
import type { ImageEvidence } from '../rules/evidence.ts';
import type { Rule, Suggestion } from '../rules/rule.ts';
import { Subject, type SubjectParts } from '../rules/subject.ts';

/** A suggestion that was taken, with its ID. */
export interface Taken extends Suggestion {
  readonly id: string;
  readonly rule: string;
}

export interface Composed {
  readonly draft: Draft;
  readonly file: Dockerfile;
  /** Lines that the ignore file gets, in order, each once. */
  readonly ignored: readonly string[];
  /** In the order in which they were taken. */
  readonly taken: readonly Taken[];
  readonly skipped: readonly SkippedRule[];
}

/** Rules answer to what others wrote; more rounds than this mean that two of them undo each other. */
const maxRounds = 12;
const endless = `it broke: it and others still change the file after ${maxRounds} rounds`;

/**
 * Applies rules in their order, again and again, until none has anything more to say. Two that undo each other would go
 * on for ever: they are stopped, and told as broken.
 * @param dropped IDs of rules and of suggestions that a person does not want
 */
export function compose(rules: readonly Rule[], parts: SubjectParts, dropped: ReadonlySet<string>): Composed {
  let draft = Draft.of(parts.original.text);
  let ignoreText = parts.ignoreText;
  const ignored: string[] = [];
  const taken: Taken[] = [];
  const skipped = new Map<string, SkippedRule>();
  const refused = new Map<string, SkippedRule>();
  for (let round = 1; round <= maxRounds; round++) {
    const before = taken.length;
    // What a round before could not do yet may be done by now; what still cannot is told again.
    skipped.clear();
    for (const rule of rules) {
      if (dropped.has(rule.id)) continue;
      const subject = new Subject(draft, {
        ...parts,
        ignoreText,
        keptFiles: keptBy(taken),
        madeFolders: taken.flatMap(({ effects }) => effects.filter((effect) => effect.kind === 'makes')),
        image: relinked(parts.image, taken),
      });
      const outcomes = orBroken(rule, subject, skipped);
      for (const outcome of outcomes) {
        if (outcome.kind !== 'skipped') continue;
        const line = outcome.at === null ? null : lineOf(subject, outcome.at);
        skipped.set(`${rule.id} ${line} ${outcome.why}`, { rule: rule.id, line, why: outcome.why });
      }
      const wanted = withoutOverlaps(
        outcomes.flatMap((outcome): Taken[] => {
          if (outcome.kind === 'skipped') return [];
          const id = outcome.anchor === '' ? rule.id : `${rule.id}@${outcome.anchor}`;
          return dropped.has(id) ? [] : [{ ...outcome, id, rule: rule.id }];
        }),
      );
      // From the end on, so that the places of those before stay true.
      const last = wanted.toSorted((a, b) => placeOf(b) - placeOf(a));
      const together = last.reduce((next, { edits, id }) => next.edited(edits, id), draft);
      // Looked at one by one only where all together would lose something: a file may have a thousand suggestions.
      const isWhole = lostBy(draft.text, together.text) === null;
      let next = draft;
      for (const suggestion of last) {
        const edited = next.edited(suggestion.edits, suggestion.id);
        const lost = isWhole ? null : lostBy(next.text, edited.text);
        if (lost !== null) {
          const line = lineOf(subject, suggestion.edits[0]?.start ?? 0);
          refused.set(`${rule.id} ${line} ${lost}`, { rule: rule.id, line, why: lost });
          continue;
        }
        const fresh = (suggestion.ignored ?? []).filter((one) => !hasLine(ignoreText, one));
        if (edited.text === next.text && fresh.length === 0) continue;
        next = edited;
        ignored.push(...fresh);
        if (fresh.length > 0) ignoreText = [ignoreText ?? '', ...fresh].join('\n');
        taken.push(suggestion);
      }
      draft = next;
    }
    if (taken.length === before) break;
    if (round === maxRounds) {
      for (const { rule } of taken.slice(before)) refused.set(rule, { rule, line: null, why: endless });
    }
  }
  return {
    draft,
    file: parseDockerfile(draft.text),
    ignored,
    taken,
    skipped: [...new Map([...refused, ...skipped]).values()],
  };
}

/** The image as it is when programs are linked as suggestions say. */
function relinked(image: ImageEvidence | null, taken: readonly Taken[]): ImageEvidence | null {
  const files = taken.flatMap(({ effects }) =>
    effects.flatMap((effect) => (effect.kind === 'links-statically' ? [effect.file] : [])),
  );
  return image === null || files.length === 0
    ? image
    : { ...image, native: image.native?.linkedStatically(files) ?? null };
}

/** What the last stage that suggestions wrote keeps of the image; null where none wrote one. */
function keptBy(taken: readonly Taken[]): ReadonlySet<Entry> | null {
  const effects = taken.flatMap((one) => one.effects);
  const stage = effects.findLast((effect) => effect.kind === 'new-stage');
  return stage === undefined ? null : new Set(stage.files);
}

/** A rule that breaks is one outcome; the others go on. */
function orBroken(rule: Rule, subject: Subject, skipped: Map<string, SkippedRule>): ReturnType<Rule['suggest']> {
  try {
    return rule.suggest(subject);
  } catch (error) {
    const why = `it broke: ${error instanceof Error ? error.message : String(error)}`;
    skipped.set(`${rule.id} ${why}`, { rule: rule.id, line: null, why });
    return [];
  }
}

/** The line of the starting text; where it was written by a rule, none. */
function lineOf(subject: Subject, at: number): number | null {
  const anchor = Number(subject.anchor({ start: at, end: at + 1 }));
  return Number.isInteger(anchor) ? anchor : null;
}

function placeOf({ edits }: Suggestion): number {
  return Math.max(-1, ...edits.map(({ start }) => start));
}

/** Of suggestions that would change the same text the first one; the others have another try in the next round. */
function withoutOverlaps(suggestions: readonly Taken[]): Taken[] {
  const kept: Taken[] = [];
  for (const suggestion of suggestions) {
    const all = [...kept, suggestion];
    const spans = all.flatMap(({ edits }) =>
      edits.length === 0
        ? []
        : [
            {
              start: Math.min(...edits.map((edit) => edit.start)),
              end: Math.max(...edits.map((edit) => edit.end)),
              text: '',
            },
          ],
    );
    if (findOverlap(spans) === null) kept.push(suggestion);
  }
  return kept;
}

function hasLine(text: string | null, line: string): boolean {
  return (text ?? '').split(/\r?\n/).some((one) => one.trim() === line);
}

/** Whatever a rule does: comments and directives stay, and what could be built can be. Null where that holds. */
function lostBy(before: string, after: string): string | null {
  const [old, now] = [parseDockerfile(before), parseDockerfile(after)];
  if (errorsOf(now) > errorsOf(old)) return 'what it writes could not be built';
  const left = new Map<string, number>();
  for (const comment of [...now.comments, ...now.directives].map((one) => markOf(now, one))) {
    left.set(comment, (left.get(comment) ?? 0) + 1);
  }
  for (const comment of [...old.comments, ...old.directives].map((one) => markOf(old, one))) {
    const count = left.get(comment) ?? 0;
    if (count === 0) return `it would lose a comment: ${comment.slice(0, 80)}`;
    left.set(comment, count - 1);
  }
  return null;
}

function markOf({ text }: Dockerfile, { start, end }: { start: number; end: number }): string {
  return text.slice(start, end).trim();
}

function errorsOf(file: Dockerfile): number {
  return file.errors.length + refusedInstructions(file).length + readStages(file).errors.length;
}
