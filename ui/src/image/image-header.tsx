import type { Analysis, ImageSource, ImageSummary } from '@aligera/backend/src/answers.ts';
import Box from '@mui/material/Box';
import Breadcrumbs from '@mui/material/Breadcrumbs';
import Link from '@mui/material/Link';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useImageList, useStartAnalyses } from '../api/images.ts';
import { formatRoute, go, imageRoute } from '../app/route.ts';
import { Digest } from '../display/digest.tsx';
import { FailureNotice } from '../display/failure-notice.tsx';
import { Name } from '../display/path.tsx';
import { formatDuration } from '../display/time.ts';
import { visibleName } from '../display/visible-name.ts';

const sourceWords = {
  'content-store': 'read by digest from the engine’s content store',
  'save-stream': 'read from the engine’s save stream',
  archive: 'read from an archive',
} as const;

export function ImageHeader({ analysis }: { analysis: Analysis | null }) {
  const done = analysis?.outcome.state === 'done' ? analysis.outcome : null;
  return (
    <Box component="header" sx={{ display: 'grid', gap: 0.5 }}>
      <Breadcrumbs sx={{ fontSize: '0.8125rem' }}>
        <Link
          href={formatRoute({ page: 'images' })}
          onClick={(event) => {
            event.preventDefault();
            go({ page: 'images' });
          }}
        >
          Images
        </Link>
        <Typography variant="body2" color="text.secondary">
          Analysis
        </Typography>
      </Breadcrumbs>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 2, flexWrap: 'wrap', minWidth: 0 }}>
        <Typography
          variant="h3"
          component="h1"
          noWrap
          sx={{ minWidth: 0, maxWidth: 1 }}
          title={visibleName(analysis?.title ?? '')}
        >
          {analysis ? <Name name={analysis.title} /> : 'Image'}
        </Typography>
        {analysis && <PlatformChoice analysis={analysis} />}
        {done && (
          <Typography variant="body2" color="text.secondary">
            <Digest value={done.image.id} /> · {sourceWords[done.image.source]} in{' '}
            <span className="number">{formatDuration(done.seconds)}</span>
          </Typography>
        )}
      </Box>
    </Box>
  );
}

/** Which of an image's platforms is shown; another one is another analysis. */
function PlatformChoice({ analysis }: { analysis: Analysis }) {
  const image = useImageList().data?.images.find((one) => sameImage(one, analysis.source));
  const start = useStartAnalyses();
  const shown =
    analysis.outcome.state === 'done' ? analysis.outcome.image.platform : (analysis.source.platform ?? null);
  if (image === undefined || image.platforms.length < 2 || shown === null) {
    return shown === null ? null : (
      <Typography variant="body2" color="text.secondary">
        {visibleName(shown)}
      </Typography>
    );
  }
  const known = image.platforms.some(({ platform }) => platform === shown);
  return (
    <>
      <TextField
        select
        size="small"
        value={shown}
        slotProps={{ select: { SelectDisplayProps: { 'aria-label': 'Platform' } } }}
        onChange={(event) =>
          start.mutate([{ ...image.source, platform: event.target.value }], {
            onSuccess: ([other]) => other && go(imageRoute(other.id)),
          })
        }
      >
        {!known && <MenuItem value={shown}>{visibleName(shown)}</MenuItem>}
        {image.platforms.map(({ platform, available }) => (
          <MenuItem key={platform} value={platform} disabled={!available}>
            {visibleName(platform)}
            {!available && ' (not pulled)'}
          </MenuItem>
        ))}
      </TextField>
      {start.error && <FailureNotice title="That platform could not be analyzed" why={start.error} />}
    </>
  );
}

function sameImage(image: ImageSummary, source: ImageSource): boolean {
  if (image.source.kind === 'engine') return source.kind === 'engine' && image.source.id === source.id;
  return source.kind === 'archive' && image.source.archive === source.archive && image.source.image === source.image;
}
