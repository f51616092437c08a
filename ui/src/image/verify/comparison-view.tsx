import type { ComparedCheck, Comparison } from '@aligera/backend/src/verify-answers.ts';
import Box from '@mui/material/Box';
import { counted } from '../../display/bytes.ts';
import { Explained } from '../../display/explained.tsx';
import { Name } from '../../display/path.tsx';
import { visibleText } from '../../display/visible-name.ts';
import { subjectWords } from './verdict-words.ts';

/** What was compared: what differs side by side, the rest told, with the rules by which noise was taken out. */
export function ComparisonView({ comparison }: { comparison: Comparison }) {
  const { checks, notSeen } = comparison;
  const of = (outcome: ComparedCheck['outcome']) => checks.filter((check) => check.outcome === outcome);
  const [differs, alike, nothing] = [of('differs'), of('alike'), of('nothing')];
  const normalized = comparison.normalized.filter(({ times }) => times > 0);
  return (
    <Box sx={styles}>
      {differs.length > 0 && <Differences checks={differs} />}
      {alike.length > 0 && (
        <details>
          <summary>{counted(alike.length, 'check')} alike</summary>
          <Alike checks={alike} />
        </details>
      )}
      {nothing.length > 0 && (
        <details>
          <summary>{counted(nothing.length, 'check')} with nothing to compare</summary>
          <ul>
            {nothing.map(({ subject, what }) => (
              <li key={`${subject} ${what}`}>
                {subjectWords[subject]}: <Name name={what} />
              </li>
            ))}
          </ul>
        </details>
      )}
      {normalized.length > 0 && (
        <details>
          <summary>{counted(normalized.length, 'rule')} by which noise was taken out</summary>
          <ul>
            {normalized.map(({ rule, what, times }) => (
              <li key={rule}>
                <Name name={what} /> <span className="aside">{counted(times, 'time')}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
      {notSeen.length > 0 && (
        <details>
          <summary>{counted(notSeen.length, 'thing')} not looked at, and why</summary>
          <ul>
            {notSeen.map((one) => (
              <li key={one}>
                <Name name={one} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </Box>
  );
}

function Differences({ checks }: { checks: readonly ComparedCheck[] }) {
  return (
    <table>
      <caption>What differs</caption>
      <thead>
        <tr>
          <th scope="col">Compared</th>
          <th scope="col">Original</th>
          <th scope="col">Variant</th>
        </tr>
      </thead>
      <tbody>
        {checks.map(({ subject, what, original, variant }) => (
          <tr key={`${subject} ${what}`}>
            <th scope="row">
              <What subject={subject} what={what} />
            </th>
            <td className="mono">{visibleText(original)}</td>
            <td className="mono">{visibleText(variant)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Alike({ checks }: { checks: readonly ComparedCheck[] }) {
  return (
    <table className="alike">
      <caption className="visually-hidden">What is alike</caption>
      <thead>
        <tr>
          <th scope="col">Compared</th>
          <th scope="col">Both</th>
          <th scope="col">
            <Explained meaning="Whether the original works there, so that a variant that does not work could not have been alike.">
              Proves
            </Explained>
          </th>
        </tr>
      </thead>
      <tbody>
        {checks.map(({ subject, what, original, proves }) => (
          <tr key={`${subject} ${what}`}>
            <th scope="row">
              <What subject={subject} what={what} />
            </th>
            <td className="mono">{visibleText(original)}</td>
            <td>{proves ? 'yes' : <span className="aside">no</span>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function What({ subject, what }: Pick<ComparedCheck, 'subject' | 'what'>) {
  return (
    <>
      {subjectWords[subject]}
      {what.toLowerCase() !== subjectWords[subject].toLowerCase() && (
        <span className="which">
          <Name name={what} />
        </span>
      )}
    </>
  );
}

const styles = {
  display: 'grid',
  gridTemplateColumns: 'minmax(0, 1fr)',
  gap: 0.75,
  '& table': { borderCollapse: 'collapse', width: 1, tableLayout: 'fixed' },
  '& caption': { textAlign: 'left', fontWeight: 600, pb: 0.5 },
  '& th, & td': {
    textAlign: 'left',
    verticalAlign: 'top',
    borderTop: '1px solid',
    borderTopColor: 'divider',
    px: 1,
    py: '4px',
    overflowWrap: 'anywhere',
  },
  '& thead th': { borderTop: 0, color: 'text.secondary', fontSize: '0.75rem', fontWeight: 600 },
  '& th:first-of-type': { pl: 0, width: '22%' },
  '& tbody th': { fontWeight: 400 },
  '& td': { whiteSpace: 'pre-wrap' },
  '& .alike thead th:last-of-type': { width: 72 },
  '& .which': { display: 'block', color: 'text.secondary', fontSize: '0.75rem' },
} as const;
