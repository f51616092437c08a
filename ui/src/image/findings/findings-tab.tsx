import { type Finding, type FindingBytes, findingGroups } from '@aligera/backend/src/inspection-answers.ts';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Skeleton from '@mui/material/Skeleton';
import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useInspection } from '../../api/contents.ts';
import { useRemembered } from '../../app/remembered.ts';
import { go, imageRoute } from '../../app/route.ts';
import { counted } from '../../display/bytes.ts';
import { Bytes } from '../../display/bytes-text.tsx';
import { FailureNotice } from '../../display/failure-notice.tsx';
import { findingWords } from '../../display/inspection-words.ts';
import { LiveAndReclaimable } from '../../display/live-and-reclaimable.tsx';
import { toggleStyles } from '../../display/toggle-styles.ts';
import type { Done } from '../done.ts';
import { FindingRow } from './finding-row.tsx';
import { Problems } from './problems.tsx';

type GroupChoice = 'all' | Finding['group'];

/** What is worth removing, largest first, each with its evidence in place. */
export function FindingsTab({ id, done }: { id: string; done: Done }) {
  const inspection = useInspection(id);
  const [kept, setKept] = useRemembered<GroupChoice>('finding-group', readGroup);
  const [opened, setOpened] = useState<string | null>(null);
  if (inspection.error) {
    return (
      <FailureNotice
        title="The findings could not be read"
        why={inspection.error}
        onRetry={() => void inspection.refetch()}
      />
    );
  }
  if (inspection.isPending) return <Skeleton variant="rounded" height={300} />;
  const { findings, total, problems } = inspection.data;
  const groups = findingGroups.filter((group) => findings.some((finding) => finding.group === group));
  const group = kept === 'all' || groups.includes(kept) ? kept : 'all';
  const shown = findings.filter((finding) => group === 'all' || finding.group === group);
  const largest = Math.max(1, ...findings.map(({ bytes }) => bytes.live + bytes.reclaimable));
  return (
    <Box sx={{ flex: 1, minHeight: 0, display: 'flex', flexDirection: 'column', gap: 1.5 }}>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, alignItems: 'center', justifyContent: 'space-between' }}>
        <Total count={findings.length} total={total} />
        <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, alignItems: 'center' }}>
          {groups.length > 1 && (
            <ToggleButtonGroup
              size="small"
              exclusive
              value={group}
              onChange={(_, next: GroupChoice | null) => next && setKept(next)}
              aria-label="Kinds of findings"
            >
              {(['all', ...groups] as const).map((one) => (
                <ToggleButton key={one} value={one} sx={toggleStyles}>
                  {one === 'all' ? 'All' : findingWords[one].title}
                </ToggleButton>
              ))}
            </ToggleButtonGroup>
          )}
          {findings.length > 0 && (
            <Button
              size="small"
              variant="outlined"
              onClick={() => go(imageRoute(id, { tab: 'dockerfile', view: 'rewrite' }))}
            >
              Write the lighter Dockerfile
            </Button>
          )}
        </Box>
      </Box>
      <Box sx={{ flex: 1, minHeight: 0, overflow: 'auto', pr: 0.5 }}>
        {findings.length === 0 ? (
          <NothingFound />
        ) : (
          <Box component="ul" aria-label="Findings, largest first" sx={listStyles}>
            {shown.map((finding) => (
              <FindingRow
                key={finding.id}
                id={id}
                finding={finding}
                layers={done.layers}
                largest={largest}
                open={opened === finding.id}
                onToggle={() => setOpened(opened === finding.id ? null : finding.id)}
              />
            ))}
          </Box>
        )}
        <Problems problems={problems} />
      </Box>
    </Box>
  );
}

function Total({ count, total }: { count: number; total: FindingBytes }) {
  if (count === 0) return <span />;
  const { live, reclaimable, inherited, estimatedTransfer } = total;
  return (
    <Typography variant="body2" role="status">
      <span className="number">{counted(count, 'finding')}</span> of together{' '}
      <strong>
        <Bytes value={live + reclaimable} />
      </strong>
      , each file counted once: <LiveAndReclaimable live={live} reclaimable={reclaimable} />
      {inherited !== null && inherited > 0 && (
        <>
          , of which <Bytes value={inherited} /> came with the base image
        </>
      )}
      {estimatedTransfer !== null && estimatedTransfer > 0 && (
        <>
          . About <Bytes value={estimatedTransfer} /> of what a pull transfers
        </>
      )}
      .
    </Typography>
  );
}

function NothingFound() {
  return (
    <Box role="status" sx={{ py: 8, textAlign: 'center' }}>
      <Typography variant="subtitle1" component="p" sx={{ fontWeight: 600 }}>
        Nothing worth doing
      </Typography>
      <Typography color="text.secondary">No known kind of waste or risk was found in this image.</Typography>
    </Box>
  );
}

function readGroup(stored: unknown): GroupChoice {
  const known: readonly GroupChoice[] = ['all', ...findingGroups];
  return known.find((one) => one === stored) ?? 'all';
}

const listStyles = {
  listStyle: 'none',
  m: 0,
  p: 0,
  border: 1,
  borderColor: 'divider',
  borderRadius: 1,
  bgcolor: 'background.paper',
  overflow: 'hidden',
  '& > li + li': { borderTop: 1, borderColor: 'divider' },
} as const;
