import type { Variant } from '@aligera/backend/src/rewrite-answers.ts';
import Box from '@mui/material/Box';
import type { ReactNode } from 'react';
import { counted, formatCount } from '../../display/bytes.ts';
import { cardStyles } from '../../display/card-styles.ts';
import { Name } from '../../display/path.tsx';
import { variantWords } from './rewrite-words.ts';

const fewNames = 5;

/** What an attacker finds no more in a variant's image, and what else is to be known of it. */
export function RemovedCard({ variant }: { variant: Variant }) {
  const { removes, notes } = variant;
  return (
    <Box component="section" aria-label="What goes" sx={styles}>
      <h2>What {variantWords[variant.variant].title.toLowerCase()} takes out of reach</h2>
      {removes === null ? (
        <p className="aside">Not known without the image.</p>
      ) : (
        <>
          <dl>
            <Part name="Packages">
              <Names count={removes.packages.count} names={removes.packages.names} />
            </Part>
            <Part name="Setuid files">
              <Names count={removes.setuidFiles.length} names={removes.setuidFiles} />
            </Part>
            <Part name="Shells">
              <Names count={removes.shells.length} names={removes.shells} />
            </Part>
            {removes.rootUser && <Part name="User">It does not run as root any more.</Part>}
          </dl>
          {removes.unsure !== null && (
            <p className="aside">
              <Name name={removes.unsure} />
            </p>
          )}
        </>
      )}
      {notes.length > 0 && (
        <>
          <h3>To be known</h3>
          <ul>
            {notes.map((note) => (
              <li key={note}>
                <Name name={note} />
              </li>
            ))}
          </ul>
        </>
      )}
    </Box>
  );
}

function Names({ count, names }: { count: number; names: readonly string[] }) {
  if (count === 0) return <span className="aside">none</span>;
  if (count <= fewNames) return <Listed names={names} />;
  return (
    <details>
      <summary>
        <strong className="number">{formatCount(count)}</strong>, <Listed names={names.slice(0, 2)} /> …
      </summary>
      <Listed names={names} />
      {names.length < count && ` and ${counted(count - names.length, 'other')}`}
    </details>
  );
}

function Listed({ names }: { names: readonly string[] }) {
  return names.map((name, i) => (
    <span key={name}>
      {i > 0 && ', '}
      <Name name={name} />
    </span>
  ));
}

function Part({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

const styles = {
  ...cardStyles,
  minWidth: 0,
  overflowWrap: 'anywhere',
  '& h2': { fontSize: '0.875rem', fontWeight: 600, m: 0, mb: 1 },
  '& h3': { fontSize: '0.75rem', fontWeight: 600, color: 'text.secondary', m: 0, mt: 1.5, mb: 0.5 },
  '& dl': { m: 0, display: 'grid', gridTemplateColumns: '84px minmax(0, 1fr)', columnGap: 1.5, rowGap: 0.75 },
  '& dt': { color: 'text.secondary' },
  '& dd': { m: 0, minWidth: 0 },
  '& p': { m: 0, mt: 1 },
  '& ul': { m: 0, pl: 2.5 },
  '& summary': { cursor: 'pointer' },
  '& .aside': { color: 'text.secondary' },
} as const;
