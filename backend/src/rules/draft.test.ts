import fc from 'fast-check';
import { expect, it } from 'vitest';
import { findLines } from '../dockerfile/lines.ts';
import { Draft } from './draft.ts';

const text = 'FROM a\nRUN b\nRUN c\nCMD d\n';
const place = (part: string) => ({ start: text.indexOf(part), end: text.indexOf(part) + part.length });

it('knows where what is left of the first text stood, through several edits', () => {
  const once = Draft.of(text).edited([{ ...place('RUN b\n'), text: '' }], 'one');
  const twice = once.edited([{ start: 0, end: 0, text: '# new\n' }], 'two');
  expect(twice.text).toBe('# new\nFROM a\nRUN c\nCMD d\n');
  const at = twice.text.indexOf('RUN c');
  expect(twice.originals({ start: at, end: at + 5 })).toEqual([place('RUN c')]);
  expect(twice.originals({ start: 0, end: 5 })).toEqual([]);
});

it('tells the lines that a suggestion took away, and those that it put in', () => {
  const draft = Draft.of(text)
    .edited([{ ...place('b\n'), text: 'b && x\n' }], 'one')
    .edited([{ start: 0, end: 0, text: '# new\n' }], 'two');
  expect(draft.linesTaken('one', findLines(text))).toEqual([{ start: 2, end: 2 }]);
  expect(draft.linesBy('one', findLines(draft.text))).toEqual([{ start: 3, end: 3 }]);
  expect(draft.linesBy('two', findLines(draft.text))).toEqual([{ start: 1, end: 1 }]);
});

it('tells the line behind which something was put in', () => {
  const end = place('RUN c').end;
  expect(
    Draft.of(text)
      .edited([{ start: end, end, text: ' && x' }], 'one')
      .linesTaken('one', findLines(text)),
  ).toEqual([{ start: 3, end: 3 }]);
});

it('takes what moves along with what is known of it', () => {
  const draft = Draft.of(text).edited(
    [
      { ...place('RUN b\n'), text: '' },
      { start: text.length, end: text.length, text: 'x\nRUN b\n', moved: [{ from: place('RUN b\n'), at: 2 }] },
    ],
    'one',
  );
  expect(draft.text).toBe('FROM a\nRUN c\nCMD d\nx\nRUN b\n');
  const at = draft.text.indexOf('RUN b');
  expect(draft.originals({ start: at, end: at + 5 })).toEqual([place('RUN b')]);
  expect(draft.linesBy('one', findLines(draft.text))).toEqual([{ start: 4, end: 4 }]);
});

it('is what the edits make of the text, and every character that it calls an original one is', () => {
  const edit = fc.tuple(fc.nat(), fc.nat(6), fc.string({ maxLength: 5 }));
  fc.assert(
    fc.property(fc.string({ maxLength: 60 }), fc.array(edit, { maxLength: 8 }), (first, edits) => {
      let draft = Draft.of(first);
      let expected = first;
      for (const [i, [at, length, put]] of edits.entries()) {
        const start = at % (expected.length + 1);
        const end = Math.min(expected.length, start + length);
        draft = draft.edited([{ start, end, text: put }], String(i));
        expected = expected.slice(0, start) + put + expected.slice(end);
        expect(draft.text).toBe(expected);
        for (let place = 0; place < expected.length; place++) {
          for (const range of draft.originals({ start: place, end: place + 1 })) {
            expect(first[range.start]).toBe(expected[place]);
          }
        }
      }
    }),
  );
});
