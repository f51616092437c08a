import type { NoDockerfile, RecoveredDockerfile } from '@aligera/backend/src/recovery-answers.ts';
import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import type { ReactNode } from 'react';
import { Name } from '../../display/path.tsx';
import { sourceWords } from './source-words.ts';

export function NoDockerfileNotice(props: { dockerfile: NoDockerfile | RecoveredDockerfile; children?: ReactNode }) {
  const { dockerfile } = props;
  return (
    <Box sx={{ py: 6, maxWidth: 640, mx: 'auto', textAlign: 'center' }}>
      <Typography variant="subtitle1" component="p" sx={{ fontWeight: 600 }} role="status">
        No Dockerfile was found
      </Typography>
      <Typography color="text.secondary" sx={{ mb: 2, overflowWrap: 'anywhere' }}>
        {dockerfile.state === 'none' && <Name name={dockerfile.why} />}
      </Typography>
      {props.children}
      <Box component="ul" sx={{ textAlign: 'left', fontSize: '0.8125rem', color: 'text.secondary', mt: 3 }}>
        {dockerfile.rejected.map(({ source, why }) => (
          <li key={`${source} ${why}`}>
            Not from {sourceWords[source].title}: <Name name={why} />
          </li>
        ))}
      </Box>
    </Box>
  );
}
