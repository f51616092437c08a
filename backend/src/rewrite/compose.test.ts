import { expect, it } from 'vitest';
import { textOnly } from '../../testing/rewriting.ts';
import { type Rule, type Suggestion, safe, skipped } from '../rules/rule.ts';
import type { Subject } from '../rules/subject.ts';
import { compose } from './compose.ts';

/** A rule that replaces a word wherever a RUN has it. */
function replacing(id: string, from: string, to: string): Rule {
  return {
    id,
    level: 'tidy',
    title: id,
    suggest: (subject) => runsWith(subject, from).map((at) => suggestion(subject, at, at + from.length, to)),
  };
}

function runsWith({ file, text }: Subject, word: string): number[] {
  return file.instructions.flatMap(({ name, start, end }) => {
    const at = text.slice(start, end).indexOf(word);
    return name === 'RUN' && at !== -1 ? [start + at] : [];
  });
}

function suggestion(subject: Subject, start: number, end: number, text: string): Suggestion {
  const anchor = subject.anchor({ start, end });
  return {
    kind: 'suggestion',
    anchor,
    title: '',
    reason: '',
    evidence: [],
    risk: safe,
    edits: [{ start, end, text }],
    effects: [],
  };
}

const told = (rules: readonly Rule[], text: string, dropped: readonly string[] = []) =>
  compose(rules, textOnly(text), new Set(dropped));

it('applies rules until none has more to say, whatever their order', () => {
  const rules = [replacing('b-to-c', 'bbb', 'ccc'), replacing('a-to-b', 'aaa', 'bbb')];
  const { draft, taken } = told(rules, 'FROM x\nRUN aaa\n');
  expect(draft.text).toBe('FROM x\nRUN ccc\n');
  expect(taken.map(({ id }) => id)).toEqual(['a-to-b@2', 'b-to-c@new-2']);
});

it('ends where rules undo each other, and says so', () => {
  const { draft, skipped: told_ } = told(
    [replacing('a-to-b', 'aaa', 'bbb'), replacing('b-to-a', 'bbb', 'aaa')],
    'FROM x\nRUN aaa\n',
  );
  expect(draft.text).toBe('FROM x\nRUN aaa\n');
  const why = expect.stringMatching(/^it broke: .* still change the file after \d+ rounds$/);
  expect(told_).toEqual(['a-to-b', 'b-to-a'].map((rule) => ({ rule, line: null, why })));
});

it('leaves out what a person does not want: one suggestion, or a rule', () => {
  const text = 'FROM x\nRUN aaa\nRUN aaa 2\n';
  const rules = [replacing('a-to-b', 'aaa', 'bbb')];
  expect(told(rules, text, ['a-to-b@2']).draft.text).toBe('FROM x\nRUN aaa\nRUN bbb 2\n');
  expect(told(rules, text, ['a-to-b']).draft.text).toBe(text);
});

it('goes on where a rule breaks, and says so', () => {
  const broken: Rule = {
    id: 'broken',
    level: 'tidy',
    title: '',
    suggest: () => {
      throw new TypeError('no such thing');
    },
  };
  const { draft, skipped: told_ } = told([broken, replacing('a-to-b', 'aaa', 'bbb')], 'FROM x\nRUN aaa\n');
  expect(draft.text).toBe('FROM x\nRUN bbb\n');
  expect(told_).toEqual([{ rule: 'broken', line: null, why: 'it broke: no such thing' }]);
});

it('refuses what would lose a comment, and what could not be built, and takes the rest', () => {
  const rule: Rule = {
    id: 'careless',
    level: 'tidy',
    title: '',
    suggest: (subject) => {
      const at = (part: string) => subject.text.indexOf(part);
      return [
        suggestion(subject, at('# why'), at('# why') + 5, ''),
        suggestion(subject, at('COPY'), at('COPY') + 4, 'KOPY'),
        ...(at('aaa') === -1 ? [] : [suggestion(subject, at('aaa'), at('aaa') + 3, 'bbb')]),
      ];
    },
  };
  const { draft, skipped: refused } = told([rule], 'FROM x\n# why\nCOPY a b\nRUN aaa\n');
  expect(draft.text).toBe('FROM x\n# why\nCOPY a b\nRUN bbb\n');
  expect(refused.map(({ line, why }) => [line, why])).toEqual([
    [3, 'what it writes could not be built'],
    [2, 'it would lose a comment: # why'],
  ]);
});

it('takes the first of suggestions that would change the same text', () => {
  const rule: Rule = {
    id: 'twice',
    level: 'tidy',
    title: '',
    suggest: (subject) => {
      const at = subject.text.indexOf('aaa');
      return at === -1 ? [] : [suggestion(subject, at, at + 3, 'bbb'), suggestion(subject, at + 1, at + 2, 'x')];
    },
  };
  expect(told([rule], 'FROM x\nRUN aaa\n').draft.text).toBe('FROM x\nRUN bbb\n');
});

it('tells why a rule does nothing, once, with the line of the starting file', () => {
  const rule: Rule = { id: 'unsure', level: 'tidy', title: '', suggest: () => [skipped(8, 'who knows')] };
  const { skipped: outcome } = told([rule, replacing('a-to-b', 'aaa', 'bbb')], 'FROM x\nRUN aaa\n');
  expect(outcome).toEqual([{ rule: 'unsure', line: 2, why: 'who knows' }]);
});

it('adds lines to the ignore file once', () => {
  const rule: Rule = {
    id: 'ignores',
    level: 'tidy',
    title: '',
    suggest: () => [
      {
        kind: 'suggestion',
        anchor: '',
        title: '',
        reason: '',
        evidence: [],
        risk: safe,
        edits: [],
        ignored: ['.git', 'node_modules'],
        effects: [],
      },
    ],
  };
  const { ignored } = compose([rule], { ...textOnly('FROM x\n'), ignoreText: 'node_modules\n' }, new Set());
  expect(ignored).toEqual(['.git']);
});
