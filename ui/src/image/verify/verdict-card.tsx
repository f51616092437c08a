import type { Variant } from '@aligera/backend/src/rewrite-answers.ts';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import { type ReactNode, useId } from 'react';
import { useRemembered } from '../../app/remembered.ts';
import { Ago } from '../../display/moment.tsx';
import { Name } from '../../display/path.tsx';
import { variantWords } from '../rewrite/rewrite-words.ts';
import type { Dropped } from '../rewrite/use-choices.ts';
import { ComparisonView } from './comparison-view.tsx';
import { FailureView } from './failure-view.tsx';
import type { FoundVerdict } from './found-verdicts.ts';
import { HowItWasBuilt } from './how-it-was-built.tsx';
import { LastLinesView } from './last-lines.tsx';
import type { ShowLine } from './line-link.tsx';
import { MeasuredBars } from './measured-bars.tsx';
import { MeasuredTable } from './measured-table.tsx';
import { panelStyles } from './panel-styles.ts';
import { SpeedChoice } from './speed-choice.tsx';
import { readSpeeds } from './speeds.ts';
import { VerdictBadge } from './verdict-badge.tsx';

/** What a verification came to: the verdict and why, what was measured, what was compared. */
export function VerdictCard(props: {
  found: FoundVerdict;
  variant: Variant;
  onLine: ShowLine;
  onLeaveOut: ((edits: readonly Dropped[]) => void) | null;
  /** What can be done with it, beside its title. */
  actions: ReactNode;
}) {
  const { found, variant, onLine } = props;
  const { verdict, job } = found;
  const { kind, before, after, failure, comparison, lastLines } = verdict;
  const isStale = job.stale.length > 0;
  const [speeds, setSpeeds] = useRemembered('pull-speeds', readSpeeds);
  const title = useId();
  const compared = comparison !== null && <ComparisonView comparison={comparison} />;
  return (
    <Box component="section" aria-labelledby={title} data-verification tabIndex={-1} sx={panelStyles}>
      <div className="head">
        <h2 id={title}>{variantWords[verdict.subject.variant].title}</h2>
        <VerdictBadge kind={kind} />
        <span className="aside grow">
          <Ago iso={verdict.at} now={Date.now()} /> on <Name name={verdict.subject.engine} />
        </span>
        {props.actions}
      </div>
      {isStale && (
        <Alert severity="warning" variant="outlined" sx={{ py: 0 }}>
          Out of date:{' '}
          {job.stale.map((why, place) => (
            <span key={why}>
              {place > 0 && '; '}
              <Name name={why} />
            </span>
          ))}
          . Prove it again to know.
        </Alert>
      )}
      {verdict.sentences.map((sentence) => (
        <p key={sentence}>
          <Name name={sentence} />
        </p>
      ))}
      {verdict.likelyCause !== null && (
        <p>
          <strong>Likely cause:</strong> <Name name={verdict.likelyCause} />
        </p>
      )}
      {failure !== null && (
        <FailureView failure={failure} variant={variant} onLine={onLine} onLeaveOut={props.onLeaveOut} />
      )}
      {kind === 'failed' && lastLines !== null && <LastLinesView lines={lastLines} open />}
      {kind === 'differs' && compared}
      {after !== null && (
        <Box sx={measuredStyles}>
          <MeasuredTable before={before} after={after} predicted={isStale ? null : variant.predicted} speeds={speeds} />
          <Box sx={{ display: 'grid', gap: 2, minWidth: 0 }}>
            <MeasuredBars before={before} after={after} />
            <SpeedChoice chosen={speeds} onChosen={setSpeeds} />
          </Box>
        </Box>
      )}
      {kind !== 'differs' && compared}
      {kind !== 'failed' && lastLines !== null && <LastLinesView lines={lastLines} open={false} />}
      <HowItWasBuilt verdict={verdict} onLine={onLine} />
      {job.notes.map((note) => (
        <p key={note}>
          <Name name={note} />
        </p>
      ))}
      {verdict.left.map((left) => (
        <Alert key={left} severity="warning" variant="outlined" sx={{ py: 0 }}>
          Still on the engine: <Name name={left} />
        </Alert>
      ))}
    </Box>
  );
}

const measuredStyles = {
  display: 'grid',
  gap: 3,
  my: 0.5,
  alignItems: 'start',
  gridTemplateColumns: { xs: 'minmax(0, 1fr)', md: 'minmax(0, 3fr) minmax(220px, 2fr)' },
} as const;
