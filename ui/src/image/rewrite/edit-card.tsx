import type { SuggestedEdit } from '@aligera/backend/src/rewrite-answers.ts';
import type { EditEffect } from '@aligera/backend/src/verify-answers.ts';
import Box from '@mui/material/Box';
import type { Theme } from '@mui/material/styles';
import { useId } from 'react';
import { formatBytes } from '../../display/bytes.ts';
import { Explained } from '../../display/explained.tsx';
import { Name } from '../../display/path.tsx';
import { visibleName } from '../../display/visible-name.ts';
import { riskWords } from './rewrite-words.ts';

export interface NumberedEdit {
  readonly edit: SuggestedEdit;
  /** As its badge has it, here and at the lines. */
  readonly number: number;
  /** What it saved, where that was measured. */
  readonly effect: EditEffect | null;
}

/** Why a change is proposed, what it saves, and how sure that is; accepted, or dropped. */
export function EditCard(props: { one: NumberedEdit; dropping: boolean; onDrop: (edit: SuggestedEdit) => void }) {
  const { edit, number } = props.one;
  const { title, reason, evidence, risk } = edit;
  const id = useId();
  return (
    <Box component="section" className="edit-card" aria-labelledby={id} sx={styles}>
      <label className="take">
        <input
          type="checkbox"
          checked={!props.dropping}
          disabled={props.dropping}
          onChange={() => props.onDrop(edit)}
          aria-label={`Accept: ${visibleName(title)}`}
        />
      </label>
      <div className="told">
        <div className="line">
          <span className="badge" aria-hidden="true">
            {number}
          </span>
          <strong id={id}>
            <Name name={title} />
          </strong>
          <span className={`risk ${risk.kind}`}>
            <Explained meaning={riskWords[risk.kind].meaning}>{riskWords[risk.kind].title}</Explained>
          </span>
          {props.one.effect === null ? <Saving saves={edit.saves} /> : <Saved effect={props.one.effect} />}
        </div>
        <div>
          <Name name={reason} />
        </div>
        {risk.kind === 'review' && (
          <div className="condition">
            <strong>Look once:</strong> <Name name={risk.why} />
          </div>
        )}
        {risk.kind === 'breaking-if' && (
          <div className="condition">
            <strong>Breaks if</strong> <Name name={risk.condition} />
          </div>
        )}
        {evidence.length > 0 && (
          <details>
            <summary>Evidence</summary>
            <ul>
              {evidence.map((line) => (
                <li key={line}>
                  <Name name={line} />
                </li>
              ))}
            </ul>
          </details>
        )}
      </div>
    </Box>
  );
}

/** The part of the saving that is this edit's alone. */
function Saving({ saves }: { saves: SuggestedEdit['saves'] }) {
  if (saves === null || saves.stored === 0) return null;
  const compressed = saves.compressed === null ? '' : `; compressed ≈ ${formatBytes(Math.abs(saves.compressed))}`;
  return (
    <span className="saving number" title={`estimated, stored${compressed}`}>
      {saves.stored > 0 ? `saves ≈ ${formatBytes(saves.stored)}` : `adds ≈ ${formatBytes(-saves.stored)}`}
    </span>
  );
}

/** The same as it was measured, by building without it. */
function Saved({ effect: { outcome } }: { effect: EditEffect }) {
  if (outcome.state === 'unknown') {
    return (
      <span className="saving unmeasured">
        not measured: <Name name={outcome.why} />
      </span>
    );
  }
  const { stored, compressed } = outcome;
  const more = compressed === null ? '' : `; compressed ${signed(compressed)}`;
  return (
    <span className="saving number" title={`measured: the stored bytes are so many more without this change${more}`}>
      <span className="how">measured:</span> {stored === 0 ? 'saves nothing' : signed(stored)}
    </span>
  );
}

function signed(bytes: number): string {
  return bytes >= 0 ? `saves ${formatBytes(bytes)}` : `adds ${formatBytes(-bytes)}`;
}

const riskColor = (kind: 'success' | 'warning' | 'error') => ({
  color: (theme: Theme) => theme.palette[kind].main,
  borderColor: (theme: Theme) => theme.palette[kind].main,
});

const styles = {
  display: 'flex',
  gap: '10px',
  px: 2,
  py: 1.25,
  bgcolor: 'background.paper',
  borderTop: 1,
  borderColor: 'divider',
  fontSize: '0.8125rem',
  overflowWrap: 'anywhere',
  '& .take': { flex: 'none', pt: '1px' },
  '& input': {
    m: 0,
    width: 16,
    height: 16,
    cursor: 'pointer',
    accentColor: (theme: Theme) => theme.palette.primary.main,
  },
  '& .told': { flex: 1, minWidth: 0, display: 'grid', gap: '3px' },
  '& .line': { display: 'flex', flexWrap: 'wrap', gap: '2px 10px', alignItems: 'center' },
  '& .risk': {
    border: '1px solid',
    borderRadius: '10px',
    px: '7px',
    fontSize: '0.75rem',
    lineHeight: '18px',
    '& .explained': { textDecoration: 'none' },
  },
  '& .risk.safe': riskColor('success'),
  '& .risk.review': riskColor('warning'),
  '& .risk.breaking-if': riskColor('error'),
  '& .saving': { ml: 'auto', fontWeight: 600 },
  '& .unmeasured, & .how': { fontWeight: 400, color: 'text.secondary' },
  '& .condition': { borderLeft: '3px solid', borderLeftColor: 'warning.main', pl: 1 },
  '& summary': { cursor: 'pointer', color: 'text.secondary', width: 'fit-content' },
  '& ul': { m: 0, pl: 2.5 },
} as const;
