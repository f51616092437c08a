import { memo } from 'react';
import { visibleText } from '../../display/visible-name.ts';
import { commonEnds, type DiffBlock, type DiffLine, type Pieces, type SameLine } from './diff-blocks.ts';
import type { DiffMode } from './diff-view.tsx';
import type { NumberedEdit } from './edit-card.tsx';

type Change = Extract<DiffBlock, { kind: 'change' }>;

export const SameLines = memo(function SameLines(props: { lines: readonly SameLine[]; mode: DiffMode }) {
  return props.lines.map(({ before, after, text }) => (
    <div key={before} className={`row ${props.mode}`}>
      <span className="line-number">{before}</span>
      {props.mode === 'unified' ? (
        <span className="line-number">{after}</span>
      ) : (
        <>
          <Code sign=" " text={text} />
          <span className="line-number">{after}</span>
        </>
      )}
      <Code sign=" " text={text} />
    </div>
  ));
});

/** The lines that go and those that come: below each other, or side by side. */
export function ChangedLines({
  block,
  mode,
  edits,
}: {
  block: Change;
  mode: DiffMode;
  edits: readonly NumberedEdit[];
}) {
  const { removed, added } = block;
  // Lines that stand for each other: compared with each other, they show what differs within.
  const pairs = Array.from({ length: Math.max(removed.length, added.length) }, (_, i) => {
    const [gone, come] = [removed[i], added[i]];
    const ends = gone && come ? commonEnds(gone.text, come.text) : null;
    return { gone, come, ends };
  });
  // Lines below each other that the same edits touch are marked once.
  const marks = (lines: readonly DiffLine[], at: number) => {
    const own = lines[at]?.edits ?? [];
    const isSame = at > 0 && own.join() === lines[at - 1]?.edits.join();
    return isSame ? [] : own.flatMap((i) => edits[i]?.number ?? []);
  };
  if (mode === 'split') {
    return pairs.map(({ gone, come, ends }, i) => (
      <div key={String(i)} className="row split">
        {gone ? <Side line={gone} sign="−" pieces={ends?.[0]} badges={marks(removed, i)} /> : <Nothing />}
        {come ? <Side line={come} sign="+" pieces={ends?.[1]} badges={marks(added, i)} /> : <Nothing />}
      </div>
    ));
  }
  return (
    <>
      {pairs.map(
        ({ gone, ends }, i) =>
          gone && (
            <div key={`- ${gone.number}`} className="row unified">
              <span className="line-number removed">{gone.number}</span>
              <span className="line-number removed" />
              <Code sign="−" text={gone.text} pieces={ends?.[0]} badges={marks(removed, i)} />
            </div>
          ),
      )}
      {pairs.map(
        ({ come, ends }, i) =>
          come && (
            <div key={`+ ${come.number}`} className="row unified">
              <span className="line-number added" />
              <span className="line-number added">{come.number}</span>
              <Code sign="+" text={come.text} pieces={ends?.[1]} badges={marks(added, i)} />
            </div>
          ),
      )}
    </>
  );
}

function Side(props: { line: DiffLine; sign: '−' | '+'; pieces: Pieces | undefined; badges: readonly number[] }) {
  const { line, sign, pieces } = props;
  return (
    <>
      <span className={`line-number ${sign === '+' ? 'added' : 'removed'}`}>{line.number}</span>
      <Code sign={sign} text={line.text} pieces={pieces} badges={props.badges} />
    </>
  );
}

function Nothing() {
  return (
    <>
      <span className="line-number nothing" />
      <span className="nothing" />
    </>
  );
}

function Code(props: { sign: '−' | '+' | ' '; text: string; pieces?: Pieces | undefined; badges?: readonly number[] }) {
  const { sign, pieces } = props;
  const kind = sign === '+' ? ' added' : sign === '−' ? ' removed' : '';
  return (
    <span className={`cell${kind}`}>
      <span className="sign">{sign}</span>
      <code className={props.text.trimStart().startsWith('#') ? 'comment' : ''}>
        {pieces === undefined ? (
          <Text text={props.text} />
        ) : (
          <>
            <Text text={pieces.start} />
            {pieces.middle !== '' && (
              <mark>
                <Text text={pieces.middle} />
              </mark>
            )}
            <Text text={pieces.end} />
          </>
        )}
      </code>
      {props.badges !== undefined && props.badges.length > 0 && (
        <span className="badges">
          {props.badges.slice(0, 4).map((number) => (
            <span key={number} className="badge" title={`Change ${number}`}>
              {number}
            </span>
          ))}
        </span>
      )}
    </span>
  );
}

/** The end of a line of Windows is no news where both lines have it. */
function Text({ text }: { text: string }) {
  return visibleText(text.replace(/\r$/, ''));
}
