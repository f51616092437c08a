import type { PackagesAnswer } from '@aligera/backend/src/inspection-answers.ts';
import Box from '@mui/material/Box';
import Skeleton from '@mui/material/Skeleton';
import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import Typography from '@mui/material/Typography';
import { allPackages, useInspection, usePackageSums } from '../../api/contents.ts';
import type { PackageFilter, PackageOrder } from '../../api/service.ts';
import { packageSorts } from '../../api/service.ts';
import { isRecord } from '../../api/service-failure.ts';
import { oneOf, useRemembered } from '../../app/remembered.ts';
import { formatCount } from '../../display/bytes.ts';
import { Bytes } from '../../display/bytes-text.tsx';
import { FailureNotice } from '../../display/failure-notice.tsx';
import { Percent } from '../../display/percent.tsx';
import { toggleStyles } from '../../display/toggle-styles.ts';
import type { Done } from '../done.ts';
import { ManagerList } from './manager-list.tsx';
import { PackageTable } from './package-table.tsx';
import { PackageTreemapCard } from './package-treemap.tsx';

interface Kept {
  readonly view: 'table' | 'areas';
  readonly order: PackageOrder;
  readonly filter: PackageFilter;
}

/** Whose the bytes are: every package of every manager. */
export function PackagesTab({ id, done }: { id: string; done: Done }) {
  const sums = usePackageSums(id);
  const inspection = useInspection(id);
  const [kept, setKept] = useRemembered<Kept>('packages', readKept);
  const failure = sums.error ?? inspection.error;
  if (failure) {
    return (
      <FailureNotice
        title="The packages could not be read"
        why={failure}
        onRetry={() => void Promise.all([sums.refetch(), inspection.refetch()])}
      />
    );
  }
  if (sums.data === undefined || inspection.data === undefined) return <Skeleton variant="rounded" height={300} />;
  if (sums.data.byManager.length === 0) return <NoPackages />;
  const baseKnown = inspection.data.facts.base.state === 'known';
  const filter = { ...kept.filter, inherited: baseKnown ? kept.filter.inherited : null };
  const choose = (more: Partial<PackageFilter>) => setKept({ ...kept, filter: { ...filter, ...more } });
  return (
    <Box
      sx={{
        flex: 1,
        minHeight: 0,
        display: 'grid',
        gap: 2,
        gridTemplateColumns: { xs: 'minmax(0, 1fr)', md: '240px minmax(0, 1fr)' },
        gridTemplateRows: { xs: 'auto minmax(320px, 1fr)', md: 'minmax(0, 1fr)' },
      }}
    >
      <Box sx={{ overflow: 'auto', display: 'grid', gap: 2, alignContent: 'start', pr: 0.5 }}>
        <Owned sums={sums.data} />
        <ManagerList sums={sums.data.byManager} chosen={filter.manager} onChoose={(manager) => choose({ manager })} />
        {baseKnown && (
          <ToggleButtonGroup
            size="small"
            exclusive
            fullWidth
            value={filter.inherited === null ? 'all' : filter.inherited ? 'inherited' : 'yours'}
            onChange={(_, next: 'all' | 'yours' | 'inherited' | null) =>
              next && choose({ inherited: next === 'all' ? null : next === 'inherited' })
            }
            aria-label="Whose packages"
          >
            <ToggleButton value="all" sx={toggleStyles}>
              All
            </ToggleButton>
            <ToggleButton value="yours" sx={toggleStyles} title="Packages whose bytes your Dockerfile brought">
              Yours
            </ToggleButton>
            <ToggleButton value="inherited" sx={toggleStyles} title="Packages that came with the base image">
              Inherited
            </ToggleButton>
          </ToggleButtonGroup>
        )}
      </Box>
      {kept.view === 'areas' ? (
        <PackageTreemapCard id={id} toolbar={<ViewChoice kept={kept} onKept={setKept} />} />
      ) : (
        <PackageTable
          key={JSON.stringify([filter, kept.order])}
          id={id}
          filter={filter}
          order={kept.order}
          layers={done.layers}
          toolbar={<ViewChoice kept={kept} onKept={setKept} />}
          onOrder={(order) => setKept({ ...kept, order })}
          onName={(name) => choose({ name })}
        />
      )}
    </Box>
  );
}

function Owned({ sums }: { sums: PackagesAnswer }) {
  const packages = sums.byManager.reduce((sum, one) => sum + one.packages, 0);
  return (
    <Typography variant="body2">
      <strong className="number">{formatCount(packages)}</strong> packages own{' '}
      <strong>
        <Bytes value={sums.ownedBytes} />
      </strong>{' '}
      of <Bytes value={sums.liveBytes} /> live (
      <Percent share={sums.liveBytes === 0 ? 0 : sums.ownedBytes / sums.liveBytes} />
      ), each file counted once.
    </Typography>
  );
}

function ViewChoice({ kept, onKept }: { kept: Kept; onKept: (kept: Kept) => void }) {
  return (
    <ToggleButtonGroup
      size="small"
      exclusive
      value={kept.view}
      onChange={(_, view: Kept['view'] | null) => view && onKept({ ...kept, view })}
      aria-label="How packages are shown"
    >
      <ToggleButton value="table" sx={toggleStyles}>
        Table
      </ToggleButton>
      <ToggleButton value="areas" sx={toggleStyles}>
        Areas
      </ToggleButton>
    </ToggleButtonGroup>
  );
}

function NoPackages() {
  return (
    <Box role="status" sx={{ py: 8, textAlign: 'center' }}>
      <Typography variant="subtitle1" component="p" sx={{ fontWeight: 600 }}>
        No packages
      </Typography>
      <Typography color="text.secondary">
        The image has no package database, no language packages, and no binaries that tell their modules.
      </Typography>
    </Box>
  );
}

function readKept(stored: unknown): Kept {
  const { view, order } = isRecord(stored) ? stored : {};
  const { sort, direction } = isRecord(order) ? order : {};
  return {
    view: oneOf(['table', 'areas'], view),
    order: { sort: oneOf(packageSorts, sort), direction: oneOf(['desc', 'asc'], direction) },
    // What was looked for in one image is of no use in the next.
    filter: allPackages,
  };
}
