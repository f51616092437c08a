import type { ImageSummary } from '@aligera/backend/src/answers.ts';
import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { useDeferredValue, useMemo, useState } from 'react';
import { useImages, useRemoveArchive, useStartAnalyses } from '../api/images.ts';
import { useRemembered } from '../app/remembered.ts';
import { go, imageRoute } from '../app/route.ts';
import { FailureNotice } from '../display/failure-notice.tsx';
import { FileDrop } from '../display/file-drop.tsx';
import { arrangeImages, repositoriesOf } from './arrange.ts';
import { EngineLine, EngineNotice } from './engine-notice.tsx';
import { ImageTable } from './image-table.tsx';
import { ImageToolbar } from './image-toolbar.tsx';
import { readFilter, readOrder } from './list-state.ts';
import { EmptyList, NothingMatches, TableSkeleton } from './list-states.tsx';
import { UploadList } from './upload-list.tsx';
import { useUploads } from './use-uploads.ts';

export function ImagesPage() {
  const list = useImages();
  const start = useStartAnalyses();
  const remove = useRemoveArchive();
  const [filter, setFilter] = useRemembered('images.filter', readFilter);
  const [order, setOrder] = useRemembered('images.order', readOrder);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const images = list.data?.images;
  const shownFilter = useDeferredValue(filter);
  const shown = useMemo(() => (images ? arrangeImages(images, shownFilter, order) : []), [images, shownFilter, order]);
  const chosen = images?.filter((image) => selected.has(image.key)) ?? [];

  async function open(image: ImageSummary) {
    const [analysis] = await start.mutateAsync([image.source]);
    if (analysis) go(imageRoute(analysis.id));
  }
  const uploads = useUploads((added) => {
    const [only, ...others] = added;
    if (only && others.length === 0) void open(only);
  });

  return (
    <FileDrop
      title="Drop the archive to analyze it"
      note="docker save or OCI archive; it is read by the extension and goes nowhere else"
      onFiles={uploads.add}
    >
      <Box component="main" sx={{ display: 'flex', flexDirection: 'column', gap: 2, height: 1, minHeight: 420, p: 3 }}>
        <Box component="header" sx={{ display: 'flex', alignItems: 'baseline', gap: 2, flexWrap: 'wrap' }}>
          <Typography variant="h3" component="h1">
            Images
          </Typography>
          <Typography color="text.secondary" sx={{ flex: 1 }}>
            Open an image to see where its bytes went.
          </Typography>
          {list.data && <EngineLine engine={list.data.engine} />}
        </Box>
        {list.error && (
          <FailureNotice
            title={list.data ? 'The list may be out of date' : 'The images could not be listed'}
            why={list.error}
            severity={list.data ? 'warning' : 'error'}
            onRetry={() => void list.refetch()}
          />
        )}
        {list.data && <EngineNotice list={list.data} onRetry={() => void list.refetch()} />}
        {start.error && (
          <FailureNotice
            title="The analysis could not be started"
            why={start.error}
            onRetry={start.reset}
            retryLabel="Dismiss"
          />
        )}
        {remove.error && (
          <FailureNotice
            title="The archive could not be removed"
            why={remove.error}
            onRetry={remove.reset}
            retryLabel="Dismiss"
          />
        )}
        <UploadList uploads={uploads} />
        <ImageToolbar
          filter={filter}
          onFilter={setFilter}
          repositories={repositoriesOf(images ?? [])}
          shown={shown}
          total={images?.length ?? null}
          selected={chosen}
          onAnalyze={() => {
            start.mutate(chosen.map((image) => image.source));
            setSelected(new Set());
          }}
          onFiles={uploads.add}
        />
        {list.isPending && <TableSkeleton />}
        {list.data?.images.length === 0 && <EmptyList engine={list.data.engine} />}
        {images && images.length > 0 && shown.length === 0 && (
          <NothingMatches onClear={() => setFilter(readFilter(null))} />
        )}
        {shown.length > 0 && (
          <ImageTable
            images={shown}
            order={order}
            onOrder={setOrder}
            selected={selected}
            onSelected={setSelected}
            onOpen={(image) => void open(image).catch(() => undefined)}
            onRemove={remove.mutate}
          />
        )}
      </Box>
    </FileDrop>
  );
}
