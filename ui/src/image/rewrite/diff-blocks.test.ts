import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DiffBlock, diffBlocks, differingWords, shownSame } from './diff-blocks.ts';

const before = 'FROM a\nRUN one\nRUN two\nCOPY . .\nCMD x\n';
const after = 'FROM a\nRUN one && \\\n    clean\nRUN two\nCMD ["x"]\n';
const range = (start: number, end = start) => ({ start, end });

const changes = (blocks: readonly DiffBlock[]) => blocks.filter((block) => block.kind === 'change');

describe('what differs between two texts', () => {
  it('is told change by change, with the edits that begin there', () => {
    const edits = [
      { from: [range(2)], to: [range(2, 3)] },
      { from: [range(4)], to: [] },
      { from: [range(5)], to: [range(5)] },
    ];
    const [first, second] = changes(diffBlocks(before, after, edits));
    expect(first).toEqual({
      kind: 'change',
      removed: [{ number: 2, text: 'RUN one', edits: [0] }],
      added: [
        { number: 2, text: 'RUN one && \\', edits: [0] },
        { number: 3, text: '    clean', edits: [0] },
      ],
      edits: [0],
    });
    expect(second?.removed.map(({ edits: own }) => own)).toEqual([[1], [2]]);
    expect(second?.edits).toEqual([1, 2]);
  });

  it('gives an edit that touches several changes to the first, and one that touches none to the nearest', () => {
    const edits = [
      { from: [range(2), range(5)], to: [] },
      { from: [], to: [range(4, 3)] },
    ];
    const [first, second] = changes(diffBlocks(before, after, edits));
    expect(first?.edits).toEqual([0]);
    expect(second?.edits).toEqual([1]);
    expect(second?.removed.map(({ edits: own }) => own)).toEqual([[], [0]]);
  });

  it('leads from one text to the other, whatever they are', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 }).map((lines) => lines.join('\n'));
    const end = (lines: string[]) => (lines.at(-1) === '' ? lines.slice(0, -1) : lines);
    fc.assert(
      fc.property(text, text, (one, other) => {
        const blocks = diffBlocks(one, other, []);
        const lines = (side: 'removed' | 'added') =>
          blocks.flatMap((block) => (block.kind === 'same' ? block.lines : block[side]).map((line) => line.text));
        expect(lines('removed')).toEqual(end(one.split('\n')));
        expect(lines('added')).toEqual(end(other.split('\n')));
      }),
    );
  });
});

describe('two lines', () => {
  it('have the words that differ told apart', () => {
    const words = differingWords(
      'RUN apt-get install -y curl',
      'RUN apt-get install -y --no-install-recommends curl \\',
    );
    const written = words?.map((pieces) => pieces.map(({ text, differs }) => (differs ? `<${text}>` : text)).join(''));
    expect(written?.[0]).toBe('RUN apt-get install -y curl');
    expect(written?.[1]).toMatch(/^RUN apt-get install -y ?<.?--no-install-recommends.?> ?curl< \\>$/);
  });

  it('that have little in common are not compared', () => {
    expect(differingWords('CMD x', 'ENTRYPOINT ["node"]')).toBeNull();
  });
});

it('shows the lines next to a change, and leaves out those that are far', () => {
  const lines = Array.from({ length: 20 }, (_, i) => ({ before: i + 1, after: i + 1, text: String(i) }));
  const count = ({ head, hidden, tail }: ReturnType<typeof shownSame>) => [head.length, hidden.length, tail.length];
  expect(count(shownSame(lines, false, false))).toEqual([3, 14, 3]);
  expect(count(shownSame(lines, true, false))).toEqual([0, 17, 3]);
  expect(count(shownSame(lines, false, true))).toEqual([3, 17, 0]);
  expect(count(shownSame(lines.slice(0, 8), false, false))).toEqual([8, 0, 0]);
});
