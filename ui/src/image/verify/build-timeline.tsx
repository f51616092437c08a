import type { BuildReport, BuildStep } from '@aligera/backend/src/verify-answers.ts';
import Box from '@mui/material/Box';
import { Name } from '../../display/path.tsx';
import { formatDuration } from '../../display/time.ts';
import { visibleName } from '../../display/visible-name.ts';
import { LineLink, type ShowLine } from './line-link.tsx';
import { LogLines } from './log-lines.tsx';
import { stepStateWords } from './verdict-words.ts';

/** The steps of a build in the order in which they were begun, with what each printed. */
export function BuildTimeline({ build, onLine }: { build: BuildReport; onLine: ShowLine }) {
  return (
    <Box component="ol" aria-label="Steps of the build" sx={styles}>
      {build.steps.map((step, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: steps are only ever added at the end
        <li key={place} className={step.state}>
          <span className="dot" aria-hidden="true" />
          <Step step={step} onLine={onLine} />
        </li>
      ))}
    </Box>
  );
}

function Step({ step, onLine }: { step: BuildStep; onLine: ShowLine }) {
  const { name, lines, state, seconds, log } = step;
  return (
    <div className="step">
      <div className="line">
        <span className="name mono">
          <Name name={name.replace(/\s+/g, ' ')} />
        </span>
        {lines !== null && (
          <span className="aside">
            <LineLink lines={lines} onLine={onLine} />
          </span>
        )}
        <span className="state">
          {stepStateWords[state]}
          {state !== 'cached' && <span className="number">, {formatDuration(seconds)}</span>}
        </span>
      </div>
      {log.length > 0 && (
        <details open={state === 'failed'}>
          <summary>
            {state === 'running' ? (
              <span className="last mono">{visibleName(log.at(-1) ?? '')}</span>
            ) : (
              'What it printed'
            )}
          </summary>
          <LogLines label={`Printed by ${visibleName(name)}`} lines={log} linesLeftOut={step.linesLeftOut} />
        </details>
      )}
    </div>
  );
}

const styles = {
  listStyle: 'none',
  m: 0,
  p: 0,
  fontSize: '0.8125rem',
  minWidth: 0,
  '& li': { position: 'relative', display: 'flex', gap: '10px', pb: '6px', minWidth: 0 },
  // The line of the timeline, from dot to dot.
  '& li:not(:last-child)::before': {
    content: '""',
    position: 'absolute',
    left: '4px',
    top: '14px',
    bottom: '-6px',
    width: '1px',
    bgcolor: 'divider',
  },
  '& .dot': {
    flex: 'none',
    width: 9,
    height: 9,
    mt: '6px',
    borderRadius: '50%',
    border: '2px solid',
    borderColor: 'success.main',
    bgcolor: 'success.main',
    zIndex: 0,
  },
  '& .cached .dot': { bgcolor: 'background.paper' },
  '& .running .dot': { borderColor: 'primary.main', bgcolor: 'background.paper' },
  '& .failed .dot': { borderColor: 'error.main', bgcolor: 'error.main' },
  '& .canceled .dot': { borderColor: 'text.secondary', bgcolor: 'background.paper' },
  '& .step': { flex: 1, minWidth: 0 },
  '& .line': { display: 'flex', flexWrap: 'wrap', gap: '0 12px', alignItems: 'baseline' },
  '& .name': { flex: '1 1 260px', minWidth: 0, overflowWrap: 'anywhere' },
  '& .aside': { color: 'text.secondary' },
  '& .state': { color: 'text.secondary', whiteSpace: 'nowrap', minWidth: 110, textAlign: 'right' },
  '& .running .state, & .failed .state': { color: 'text.primary', fontWeight: 600 },
  '& summary': { cursor: 'pointer', color: 'text.secondary', fontSize: '0.75rem', overflow: 'hidden' },
  '& .last': { overflowWrap: 'anywhere' },
} as const;
