import type { DockerfileMessage, DockerfileView } from '@aligera/backend/src/dockerfile-answers.ts';
import Box from '@mui/material/Box';
import type { Theme } from '@mui/material/styles';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useMemo, useRef } from 'react';
import { counted, formatBytes } from '../../display/bytes.ts';
import { selectedColor } from '../../display/selected.ts';
import { visibleText } from '../../display/visible-name.ts';
import { type CodeLine, type CodePiece, variablePieces } from './code-lines.ts';

const lineHeight = 21;

/** The text with a gutter: how much each instruction stored, live and reclaimable, and how many findings it has. */
export function CodeView(props: {
  lines: readonly CodeLine[];
  view: DockerfileView;
  /** Number of the chosen line. */
  chosen: number | null;
  onChoose: (line: number) => void;
}) {
  const { lines, view, chosen } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => lineHeight,
    overscan: 20,
  });
  const largest = Math.max(1, ...view.instructions.map(({ bytes }) => (bytes?.inherited ? 0 : (bytes?.stored ?? 0))));
  const worst = useMemo(() => worstByLine(view.messages), [view.messages]);
  const own = chosen === null ? null : (lines[chosen - 1]?.instruction ?? null);
  const scrollTo = useRef(rows.scrollToIndex);
  scrollTo.current = rows.scrollToIndex;
  useEffect(() => {
    if (chosen !== null) scrollTo.current(chosen - 1);
  }, [chosen]);

  function onKeyDown(event: KeyboardEvent) {
    const at = chosen ?? 1;
    const to = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + 20,
      PageUp: at - 20,
      Home: 1,
      End: lines.length,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    props.onChoose(Math.min(lines.length, Math.max(1, to)));
  }

  return (
    <Box
      ref={scroller}
      role="listbox"
      aria-label="Dockerfile"
      tabIndex={0}
      {...(chosen !== null && { 'aria-activedescendant': `line-${chosen}` })}
      onKeyDown={onKeyDown}
      sx={styles}
    >
      <div style={{ position: 'relative', height: rows.getTotalSize(), minWidth: 'max-content' }}>
        {rows.getVirtualItems().map((item) => {
          const line = lines[item.index];
          if (line === undefined) return null;
          const instruction = line.instruction === null ? undefined : view.instructions[line.instruction];
          const bytes = line.first ? (instruction?.bytes ?? null) : null;
          const findings = line.first ? (instruction?.findings ?? []) : [];
          const state = line.number === chosen ? ' chosen' : own !== null && line.instruction === own ? ' own' : '';
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the list takes the keys
            <div
              key={item.key}
              role="option"
              id={`line-${line.number}`}
              aria-selected={line.number === chosen}
              className={`line${state}`}
              style={{ transform: `translateY(${item.start}px)` }}
              onClick={() => props.onChoose(line.number)}
            >
              <span
                className={bytes?.inherited ? 'size inherited' : 'size'}
                title={bytes && bytes.stored > 0 ? sizeTitle(bytes) : ''}
              >
                {bytes && bytes.stored > 0 && (
                  <>
                    {!bytes.inherited && (
                      <span className="gauge" aria-hidden="true">
                        <span className="live" style={{ width: `${(100 * bytes.live) / largest}%` }} />
                        <span className="gone" style={{ width: `${(100 * bytes.reclaimable) / largest}%` }} />
                      </span>
                    )}
                    <span className="number">{formatBytes(bytes.stored)}</span>
                  </>
                )}
              </span>
              <span className={`mark ${worst.get(line.number) ?? ''}`} aria-hidden="true" />
              <span className="number-of-line" aria-hidden="true">
                {line.number}
              </span>
              <code>
                {line.pieces.map((piece, i) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one line never move
                  <Piece key={i} piece={piece} />
                ))}
              </code>
              {findings.length > 0 && (
                <span className="findings">
                  {counted(findings.length, 'finding')}, the largest {formatBytes(findings[0]?.bytes ?? 0)}
                </span>
              )}
            </div>
          );
        })}
      </div>
    </Box>
  );
}

function sizeTitle(bytes: { stored: number; live: number; reclaimable: number; inherited: boolean }): string {
  const sums = `${formatBytes(bytes.live)} live, ${formatBytes(bytes.reclaimable)} reclaimable`;
  return bytes.inherited ? `${sums}: came with the base image` : `${sums}: stored by this instruction`;
}

function Piece({ piece: { kind, text } }: { piece: CodePiece }) {
  if (kind !== 'argument' && kind !== 'flag') return <span className={kind}>{visibleText(text)}</span>;
  return (
    <span className={kind}>
      {variablePieces(text).map((part, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one line never move
        <span key={i} className={part.variable ? 'variable' : ''}>
          {visibleText(part.text)}
        </span>
      ))}
    </span>
  );
}

function worstByLine(messages: readonly DockerfileMessage[]): ReadonlyMap<number, DockerfileMessage['severity']> {
  const worst = new Map<number, DockerfileMessage['severity']>();
  for (const { severity, startLine } of messages) {
    const known = worst.get(startLine);
    if (known === undefined || known === 'info' || severity === 'error') worst.set(startLine, severity);
  }
  return worst;
}

const styles = {
  minWidth: 0,
  minHeight: 0,
  overflow: 'auto',
  border: 1,
  borderColor: 'divider',
  borderRadius: 1,
  bgcolor: 'background.paper',
  py: 0.5,
  fontSize: '0.8125rem',
  '& .line': {
    position: 'absolute',
    top: 0,
    left: 0,
    minWidth: '100%',
    height: lineHeight,
    display: 'flex',
    alignItems: 'center',
    cursor: 'default',
    borderLeft: '3px solid transparent',
  },
  '& .line:hover': { bgcolor: 'action.hover' },
  '& .line.own': { bgcolor: selectedColor },
  '& .line.chosen': { bgcolor: selectedColor, borderLeftColor: 'primary.main' },
  // Colours that hold on the page's background do not hold on this one.
  '& .line.own span, & .line.chosen span': { color: 'text.primary' },
  '& .size': {
    position: 'sticky',
    left: 0,
    flex: 'none',
    width: 128,
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'flex-end',
    gap: '6px',
    px: '8px',
    color: 'text.secondary',
    fontSize: '0.75rem',
  },
  '& .inherited': { fontStyle: 'italic' },
  '& .gauge': { flex: 1, display: 'flex', height: 7, borderRadius: '2px', overflow: 'hidden' },
  '& .gauge .live': { bgcolor: 'primary.main' },
  '& .gauge .gone': { bgcolor: 'warning.main' },
  '& .mark': { flex: 'none', width: 6, height: 6, borderRadius: '50%' },
  '& .mark.warning': { bgcolor: 'warning.main' },
  '& .mark.info': { bgcolor: 'info.main' },
  '& .mark.error': { bgcolor: 'error.main' },
  '& .number-of-line': {
    flex: 'none',
    width: 40,
    textAlign: 'right',
    pr: '12px',
    color: 'text.secondary',
    userSelect: 'none',
  },
  '& code': {
    whiteSpace: 'pre',
    tabSize: 4,
    fontFamily: 'ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
  },
  '& .keyword': { color: 'primary.main', fontWeight: 600 },
  '& .comment, & .directive': { color: 'text.secondary', fontStyle: 'italic' },
  '& .flag': { color: (theme: Theme) => theme.palette.success.main },
  '& .variable': { color: (theme: Theme) => theme.palette.warning.main },
  '& .continuation': { color: 'text.secondary' },
  '& .heredoc-body, & .heredoc-end': { color: (theme: Theme) => theme.palette.success.main },
  '& .findings': { flex: 'none', ml: 3, pr: 2, color: 'warning.main', fontSize: '0.75rem' },
} as const;
