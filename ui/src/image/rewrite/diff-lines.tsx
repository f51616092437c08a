import { memo } from 'react';
import { visibleText } from '../../display/visible-name.ts';
import { type DiffBlock, type DiffLine, differingWords, type Piece, type SameLine } from './diff-blocks.ts';
import type { DiffMode } from './diff-view.tsx';
import type { NumberedEdit } from './edit-card.tsx';

type Change = Extract<DiffBlock, { kind: 'change' }>;

export const SameLines = memo(function SameLines(props: { lines: readonly SameLine[]; mode: DiffMode }) {
  return props.lines.map(({ before, after, text }) => (
    <div key={before} className={`row ${props.mode}`} data-line={after} tabIndex={-1}>
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
    const words = gone && come ? differingWords(gone.text, come.text) : null;
    return { gone, come, words };
  });
  // Lines below each other that the same edits touch are marked once.
  const marks = (lines: readonly DiffLine[], at: number) => {
    const own = lines[at]?.edits ?? [];
    const isSame = at > 0 && own.join() === lines[at - 1]?.edits.join();
    return isSame ? [] : own.flatMap((i) => edits[i]?.number ?? []);
  };
  if (mode === 'split') {
    return pairs.map(({ gone, come, words }, i) => (
      <div key={String(i)} className="row split" data-line={come?.number} tabIndex={-1}>
        {gone ? <Side line={gone} sign="−" pieces={words?.[0]} badges={marks(removed, i)} /> : <Nothing />}
        {come ? <Side line={come} sign="+" pieces={words?.[1]} badges={marks(added, i)} /> : <Nothing />}
      </div>
    ));
  }
  return (
    <>
      {pairs.map(
        ({ gone, words }, i) =>
          gone && (
            <div key={`- ${gone.number}`} className="row unified">
              <span className="line-number removed">{gone.number}</span>
              <span className="line-number removed" />
              <Code sign="−" text={gone.text} pieces={words?.[0]} badges={marks(removed, i)} />
            </div>
          ),
      )}
      {pairs.map(
        ({ come, words }, i) =>
          come && (
            <div key={`+ ${come.number}`} className="row unified" data-line={come.number} tabIndex={-1}>
              <span className="line-number added" />
              <span className="line-number added">{come.number}</span>
              <Code sign="+" text={come.text} pieces={words?.[1]} badges={marks(added, i)} />
            </div>
          ),
      )}
    </>
  );
}

function Side(props: {
  line: DiffLine;
  sign: '−' | '+';
  pieces: readonly Piece[] | undefined;
  badges: readonly number[];
}) {
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

function Code(props: {
  sign: '−' | '+' | ' ';
  text: string;
  pieces?: readonly Piece[] | undefined;
  badges?: readonly number[];
}) {
  const { sign, pieces } = props;
  const kind = sign === '+' ? ' added' : sign === '−' ? ' removed' : '';
  return (
    <span className={`cell${kind}`}>
      <span className="sign">{sign}</span>
      <code className={props.text.trimStart().startsWith('#') ? 'comment' : ''}>
        {pieces === undefined ? (
          <Text text={props.text} />
        ) : (
          pieces.map(({ text, differs }, i) =>
            differs ? (
              <mark key={String(i)}>
                <Text text={text} />
              </mark>
            ) : (
              <Text key={String(i)} text={text} />
            ),
          )
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
