import type { RecoveredDockerfile } from '@aligera/backend/src/recovery-answers.ts';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import type { ReactNode } from 'react';
import { counted } from '../../display/bytes.ts';
import { Name } from '../../display/path.tsx';
import { exactnessWords, sourceWords } from './source-words.ts';

/** Where the Dockerfile is from, how far it can be trusted, and what was lost. */
export function SourceBar({ dockerfile, children }: { dockerfile: RecoveredDockerfile; children?: ReactNode }) {
  const { source, exactness, lines, notes, buildArgs, target, context } = dockerfile;
  const rejected = foundNot(dockerfile);
  const { mismatch } = lines;
  const args = Object.entries(buildArgs);
  return (
    <Box sx={{ display: 'grid', gap: 1 }}>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, alignItems: 'center', fontSize: '0.8125rem' }}>
        <span>
          <strong>{exactnessWords[exactness].title}</strong>
          <Box component="span" sx={{ color: 'text.secondary' }} title={exactnessWords[exactness].meaning}>
            {' '}
            from {sourceWords[source].title}
            {dockerfile.filename !== 'Dockerfile' && (
              <>
                : <Name name={dockerfile.filename} />
              </>
            )}
            {target !== null && (
              <>
                , target <Name name={target} />
              </>
            )}
            {args.length > 0 && `, built with ${counted(args.length, 'argument')}`}
          </Box>
        </span>
        <Box sx={{ ml: 'auto' }}>{children}</Box>
      </Box>
      {mismatch !== null && (
        <Alert severity="warning" variant="outlined" sx={{ py: 0 }}>
          It does not match the image from line {mismatch.fromLine} on: <Name name={withoutPlace(mismatch.why)} />
        </Alert>
      )}
      {(notes.length > 0 || rejected.length > 0 || args.length > 0 || context !== null) && (
        <Box
          component="details"
          sx={{ fontSize: '0.8125rem', '& summary': { cursor: 'pointer', color: 'text.secondary' } }}
        >
          <summary>{summaryOf(dockerfile)}</summary>
          <Box component="ul" sx={{ m: 0, mt: 0.5, pl: 3, overflowWrap: 'anywhere' }}>
            {notes.map((note) => (
              <li key={note}>
                <Name name={note} />
              </li>
            ))}
            {args.map(([name, value]) => (
              <li key={name}>
                Built with <Name name={`${name}=${value}`} />
              </li>
            ))}
            {context !== null && (
              <li>
                <Context context={context} />
              </li>
            )}
            {rejected.map((one) => (
              <li key={`${one.source} ${one.why}`}>
                Not from {sourceWords[one.source].title}: <Name name={one.why} />
              </li>
            ))}
          </Box>
        </Box>
      )}
    </Box>
  );
}

/** The sentence in front says the line already. */
function withoutPlace(why: string): string {
  return why.replace(/^it does not match from line \d+ on: /, '');
}

/** That nobody gave a file is no news. */
function foundNot({ rejected }: RecoveredDockerfile) {
  return rejected.filter(({ source }) => source !== 'file');
}

function summaryOf(dockerfile: RecoveredDockerfile): string {
  const { notes } = dockerfile;
  const rejected = foundNot(dockerfile);
  const parts = [
    ...(notes.length > 0 ? [counted(notes.length, 'note')] : []),
    ...(rejected.length > 0 ? [`${counted(rejected.length, 'better source')} could not be used`] : []),
  ];
  return parts.length === 0 ? 'How it was built' : parts.join(', ');
}

function Context({ context }: { context: NonNullable<RecoveredDockerfile['context']> }) {
  switch (context.kind) {
    case 'remote':
      return (
        <>
          Built from <Name name={context.url} />
        </>
      );
    case 'sent':
      return 'Its build context was sent as an archive, which is not kept.';
    case 'local': {
      const place = context.folder ?? context.folderInRepository;
      return (
        <>
          Built from a folder{place === null ? '' : ': '}
          {place !== null && <Name name={place} />}
          {context.repository !== null && (
            <>
              {' '}
              of <Name name={context.repository} />
            </>
          )}
          {context.revision !== null && (
            <>
              {' '}
              at <Name name={context.revision} />
            </>
          )}
        </>
      );
    }
  }
}
