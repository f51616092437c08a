import type { SuggestedEdit } from '@aligera/backend/src/rewrite-answers.ts';
import Box from '@mui/material/Box';
import { useEffect, useMemo, useRef, useState } from 'react';
import { counted } from '../../display/bytes.ts';
import { Name } from '../../display/path.tsx';
import { visibleName } from '../../display/visible-name.ts';
import { type DiffBlock, diffBlocks, shownSame } from './diff-blocks.ts';
import { ChangedLines, SameLines } from './diff-lines.tsx';
import { diffStyles } from './diff-styles.ts';
import { EditCard, type NumberedEdit } from './edit-card.tsx';

export const diffModes = ['split', 'unified'] as const;
export type DiffMode = (typeof diffModes)[number];

/** A line of the text as it comes out that is to be shown; asked anew, it is shown anew. */
export interface AskedLine {
  readonly number: number;
  readonly asked: number;
}

/** What a variant changes in one file, each change with its reasons in front of it. */
export function DiffView(props: {
  path: string;
  /** Null for a file that is made. */
  before: string | null;
  after: string;
  edits: readonly NumberedEdit[];
  mode: DiffMode;
  dropped: ReadonlySet<string>;
  onDrop: (edit: SuggestedEdit) => void;
  line: AskedLine | null;
}) {
  const { path, before, after, edits, mode, line } = props;
  const blocks = useMemo(
    () =>
      diffBlocks(
        before ?? '',
        after,
        edits.map(({ edit }) => edit),
      ),
    [before, after, edits],
  );
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set());
  const section = useRef<HTMLElement>(null);
  const hiddenIn = blocks.findIndex(
    (block) => block.kind === 'same' && block.lines.some(({ after: number }) => number === line?.number),
  );
  useEffect(() => {
    if (line === null) return;
    if (hiddenIn >= 0) setOpened((before) => new Set([...before, hiddenIn]));
    // Once what was hidden is there.
    const frame = requestAnimationFrame(() => {
      const shown = section.current?.querySelector<HTMLElement>(`[data-line="${line.number}"]`);
      shown?.scrollIntoView({ block: 'center' });
      shown?.focus({ preventScroll: true });
    });
    return () => cancelAnimationFrame(frame);
  }, [line, hiddenIn]);
  const card = (one: NumberedEdit) => (
    <EditCard key={one.edit.id} one={one} dropping={props.dropped.has(one.edit.id)} onDrop={props.onDrop} />
  );
  const placed = new Set(blocks.flatMap((block) => (block.kind === 'change' ? block.edits : [])));
  return (
    <Box component="section" ref={section} aria-label={`Changes of ${visibleName(path)}`} sx={diffStyles}>
      <h2>
        <Name name={path} /> <span className="aside">{before === null ? 'new' : changeWords(blocks)}</span>
      </h2>
      {edits.filter((_, i) => !placed.has(i)).map(card)}
      {blocks.map((block, i) => {
        const key = String(i);
        if (block.kind === 'change') {
          return (
            <div key={key} className="change">
              {block.edits.map((at) => edits[at] && card(edits[at]))}
              <ChangedLines block={block} mode={mode} edits={edits} />
            </div>
          );
        }
        const { head, hidden, tail } = shownSame(block.lines, i === 0, i === blocks.length - 1);
        if (hidden.length === 0 || opened.has(i)) return <SameLines key={key} lines={block.lines} mode={mode} />;
        return (
          <div key={key}>
            <SameLines lines={head} mode={mode} />
            <button type="button" className="gap" onClick={() => setOpened(new Set([...opened, i]))}>
              Show {counted(hidden.length, 'line')} that {hidden.length === 1 ? 'stays' : 'stay'} as{' '}
              {hidden.length === 1 ? 'it is' : 'they are'}
            </button>
            <SameLines lines={tail} mode={mode} />
          </div>
        );
      })}
    </Box>
  );
}

function changeWords(blocks: readonly DiffBlock[]): string {
  const sum = (side: 'removed' | 'added') =>
    blocks.reduce((count, block) => count + (block.kind === 'change' ? block[side].length : 0), 0);
  return `${counted(sum('added'), 'line')} in place of ${sum('removed')}`;
}
