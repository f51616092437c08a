import type { Entrypoint, Fact, Facts, InspectionReport } from '@aligera/backend/src/inspection-answers.ts';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Skeleton from '@mui/material/Skeleton';
import type { ReactNode } from 'react';
import { useInspection } from '../../api/contents.ts';
import { go, imageRoute } from '../../app/route.ts';
import { counted, formatCount } from '../../display/bytes.ts';
import { Bytes } from '../../display/bytes-text.tsx';
import { FailureNotice } from '../../display/failure-notice.tsx';
import { runtimeWords } from '../../display/inspection-words.ts';
import { Name } from '../../display/path.tsx';
import { Card } from '../overview/card.tsx';

const findingsShown = 5;

/** What the image is and runs, and the largest of what was found. */
export function InsideCard({ id }: { id: string }) {
  const inspection = useInspection(id);
  return (
    <Card title="What is inside" note="Known from the image’s own files and configuration.">
      <Box sx={{ px: 2, pb: 1.5, overflow: 'auto', fontSize: '0.8125rem' }}>
        {inspection.error && (
          <FailureNotice
            title="It could not be looked at"
            why={inspection.error}
            onRetry={() => void inspection.refetch()}
          />
        )}
        {inspection.isPending && <Skeleton variant="rounded" height={160} />}
        {inspection.data && <Inside id={id} report={inspection.data} />}
      </Box>
      <Box sx={{ px: 2, py: 1, mt: 'auto', borderTop: 1, borderColor: 'divider' }}>
        <Button
          size="small"
          variant="outlined"
          onClick={() => go(imageRoute(id, { tab: 'dockerfile', view: 'rewrite' }))}
        >
          Write the lighter Dockerfile
        </Button>
      </Box>
    </Card>
  );
}

function Inside({ id, report }: { id: string; report: InspectionReport }) {
  const { facts, findings, total } = report;
  return (
    <>
      <Box component="dl" sx={styles}>
        <FactLine name="System" fact={facts.system} say={({ name }) => <Name name={name} />} />
        <FactLine
          name="C library"
          fact={facts.libc}
          say={({ kind, version }) => <Name name={`${kind} ${version ?? ''}`} />}
        />
        <FactLine name="Runtimes" fact={facts.runtimes} say={(runtimes) => <Runtimes runtimes={runtimes} />} />
        <FactLine name="Runs" fact={facts.entrypoint} say={(entrypoint) => <Runs entrypoint={entrypoint} />} />
        <FactLine name="Base" fact={facts.base} say={(base) => <Base base={base} />} />
        <FactLine
          name="Exposure"
          fact={facts.exposure}
          say={({ runsAsRoot, setuidFiles, shells }) =>
            [
              runsAsRoot ? 'runs as root' : 'does not run as root',
              counted(setuidFiles, 'setuid file'),
              shells.length === 0
                ? 'no shell'
                : `${formatCount(shells.length)} ${shells.length === 1 ? 'shell' : 'shells'}`,
            ].join(', ')
          }
        />
      </Box>
      <Box sx={{ display: 'flex', alignItems: 'baseline', mt: 1.5 }}>
        <Box component="h3" sx={{ fontSize: '0.8125rem', fontWeight: 600, m: 0, flex: 1 }}>
          {findings.length === 0 ? (
            'Nothing worth doing was found'
          ) : (
            <>
              Findings: <Bytes value={total.live + total.reclaimable} />
            </>
          )}
        </Box>
        {findings.length > 0 && (
          <Button size="small" variant="text" sx={{ py: 0 }} onClick={() => go(imageRoute(id, { tab: 'findings' }))}>
            Show all {formatCount(findings.length)}
          </Button>
        )}
      </Box>
      <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
        {findings.slice(0, findingsShown).map(({ id: finding, title, bytes }) => (
          <Box component="li" key={finding} sx={{ display: 'flex', gap: 1.5, py: '1px' }}>
            <Box sx={{ flex: 1, minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>
              <Name name={title} />
            </Box>
            {bytes.live + bytes.reclaimable > 0 && <Bytes value={bytes.live + bytes.reclaimable} />}
          </Box>
        ))}
      </Box>
    </>
  );
}

function FactLine<T>({ name, fact, say }: { name: string; fact: Fact<T>; say: (value: T) => ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>
        {fact.state === 'known' ? (
          say(fact.value)
        ) : (
          <span className="unknown" title={fact.why}>
            {fact.state === 'absent' ? 'none' : 'unknown'}: <Name name={fact.why} />
          </span>
        )}
      </dd>
    </>
  );
}

type Known<K extends keyof Facts> = Extract<Facts[K], { state: 'known' }>['value'];

function Runtimes({ runtimes }: { runtimes: Known<'runtimes'> }) {
  return runtimes.map(({ kind, version, path, bytes }) => (
    <div key={`${kind} ${path}`} title={path}>
      {runtimeWords[kind]} <Name name={version ?? ''} />{' '}
      <span className="aside">
        (<Bytes value={bytes} />)
      </span>
    </div>
  ));
}

function Runs({ entrypoint }: { entrypoint: Entrypoint }) {
  const { command, closure, user, steps } = entrypoint;
  return (
    <>
      <div className="mono" title={steps.map(({ says }) => says).join('\n')}>
        {command.length === 0 ? <span className="unknown">no command</span> : <Name name={command.join(' ')} />}
      </div>
      <div className="aside">
        as <Name name={user} />
        {closure.files.length > 0 && (
          <>
            , needs at least <span className="number">{counted(closure.files.length, 'file')}</span> of{' '}
            <Bytes value={closure.bytes} />
          </>
        )}
        {closure.missing.length > 0 && `, ${formatCount(closure.missing.length)} missing`}
      </div>
    </>
  );
}

function Base({ base }: { base: Known<'base'> }) {
  return (
    <>
      {base.name === null ? 'unnamed' : <Name name={base.name} />}{' '}
      <span className="aside">({counted(base.layers, 'layer')})</span>
    </>
  );
}

const styles = {
  m: 0,
  display: 'grid',
  gridTemplateColumns: '76px minmax(0, 1fr)',
  columnGap: 1.5,
  rowGap: '5px',
  '& dt': { color: 'text.secondary' },
  '& dd': { m: 0, minWidth: 0, overflowWrap: 'anywhere' },
  '& .unknown': { whiteSpace: 'normal' },
  '& .aside': { color: 'text.secondary' },
} as const;
