import type { LayerReport } from '@aligera/backend/src/answers.ts';
import Box from '@mui/material/Box';
import Skeleton from '@mui/material/Skeleton';
import Typography from '@mui/material/Typography';
import { allReclaimable, useReclaimableSums } from '../../api/contents.ts';
import type { ReclaimableFilter } from '../../api/service.ts';
import { isRecord } from '../../api/service-failure.ts';
import { useRemembered } from '../../app/remembered.ts';
import { go, imageRoute } from '../../app/route.ts';
import { Bytes } from '../../display/bytes-text.tsx';
import { causeWords } from '../../display/definitions.ts';
import { FailureNotice } from '../../display/failure-notice.tsx';
import { Percent } from '../../display/percent.tsx';
import { commandTitle } from '../command.tsx';
import type { Done } from '../done.ts';
import { GroupList } from './group-list.tsx';
import { ReclaimableFiles } from './reclaimable-files.tsx';

/** What is stored but cannot be reached: why, by which layers, and in which files. */
export function ReclaimableTab({ id, done }: { id: string; done: Done }) {
  const sums = useReclaimableSums(id);
  const [kept, setKept] = useRemembered('reclaimable', readKept);
  const filter = kept.analysis === id ? kept.filter : allReclaimable;
  const choose = (more: Partial<ReclaimableFilter>) => setKept({ analysis: id, filter: { ...filter, ...more } });
  const { image, layers } = done;

  if (image.reclaimableBytes === 0) return <NothingReclaimable />;
  if (sums.error) {
    return <FailureNotice title="The list could not be read" why={sums.error} onRetry={() => void sums.refetch()} />;
  }
  if (sums.isPending) return <Skeleton variant="rounded" height={300} />;
  const { byCause, byStoredIn, bySupersededIn } = sums.data;
  const layerTitle = (index: number) => `Layer ${index}: ${commandTitle(layerAt(layers, index))}`;
  return (
    <Box
      sx={{
        flex: 1,
        minHeight: 0,
        display: 'grid',
        gap: 2,
        gridTemplateColumns: { xs: 'minmax(0, 1fr)', md: 'minmax(260px, 32%) minmax(0, 1fr)' },
        gridTemplateRows: { xs: 'auto minmax(320px, 1fr)', md: 'minmax(0, 1fr)' },
      }}
    >
      <Box sx={{ overflow: 'auto', display: 'grid', gap: 2, alignContent: 'start', pr: 0.5 }}>
        <Typography variant="body2">
          <strong>
            <Bytes value={image.reclaimableBytes} />
          </strong>{' '}
          of <Bytes value={image.storedBytes} /> stored (<Percent share={image.reclaimableBytes / image.storedBytes} />)
          cannot be reached in the final file system. Choose groups to narrow the list.
        </Typography>
        <GroupList
          reclaimable
          title="Cause"
          groups={byCause.map((group) => ({
            ...group,
            key: group.cause,
            title: causeWords[group.cause].title,
            note: causeWords[group.cause].meaning,
          }))}
          chosen={filter.cause}
          onChoose={(cause) => choose({ cause })}
        />
        <GroupList
          reclaimable
          title="Stored by"
          groups={byStoredIn.map((group) => ({
            ...group,
            key: group.layer,
            title: layerTitle(group.layer),
            note: null,
          }))}
          chosen={filter.storedIn}
          onChoose={(storedIn) => choose({ storedIn })}
        />
        <GroupList
          reclaimable
          title="Ended by"
          groups={bySupersededIn.map((group) => ({
            ...group,
            key: group.layer,
            title: layerTitle(group.layer),
            note: null,
          }))}
          chosen={filter.supersededIn}
          onChoose={(supersededIn) => choose({ supersededIn })}
        />
      </Box>
      <ReclaimableFiles
        key={JSON.stringify(filter)}
        id={id}
        filter={filter}
        layers={layers}
        onClear={() => choose(allReclaimable)}
        onFile={(file) => go(imageRoute(id, { tab: 'layers', layer: file.storedIn, scope: 'layer', path: file.path }))}
      />
    </Box>
  );
}

function layerAt(layers: readonly LayerReport[], index: number): Pick<LayerReport, 'createdBy'> {
  return layers.find((layer) => layer.index === index) ?? { createdBy: null };
}

function NothingReclaimable() {
  return (
    <Box role="status" sx={{ py: 8, textAlign: 'center' }}>
      <Typography variant="subtitle1" component="p" sx={{ fontWeight: 600 }}>
        Nothing to reclaim
      </Typography>
      <Typography color="text.secondary">
        Every byte that a layer stores is still there in the final file system.
      </Typography>
    </Box>
  );
}

interface Kept {
  readonly analysis: string;
  readonly filter: ReclaimableFilter;
}

function readKept(stored: unknown): Kept {
  if (!isRecord(stored) || typeof stored.analysis !== 'string' || !isRecord(stored.filter)) {
    return { analysis: '', filter: allReclaimable };
  }
  const { cause, storedIn, supersededIn } = stored.filter;
  const known = ['deleted', 'overwritten', 'metadata-only', 'moved'] as const;
  const layer = (value: unknown) => (typeof value === 'number' ? value : null);
  return {
    analysis: stored.analysis,
    filter: {
      cause: known.find((one) => one === cause) ?? null,
      storedIn: layer(storedIn),
      supersededIn: layer(supersededIn),
    },
  };
}
