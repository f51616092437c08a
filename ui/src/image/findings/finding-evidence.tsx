import type { LayerReport } from '@aligera/backend/src/answers.ts';
import type { Finding, FindingFile } from '@aligera/backend/src/inspection-answers.ts';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Link from '@mui/material/Link';
import { type ReactNode, useState } from 'react';
import { pageAt } from '../../api/contents.ts';
import { usePagedLists } from '../../api/paged-lists.ts';
import { useRuleIds } from '../../api/rewrite.ts';
import { useService } from '../../api/service-context.ts';
import { go, imageRoute } from '../../app/route.ts';
import { formatCount } from '../../display/bytes.ts';
import { Bytes } from '../../display/bytes-text.tsx';
import { LiveAndReclaimable } from '../../display/live-and-reclaimable.tsx';
import { Name, Path } from '../../display/path.tsx';
import { visibleName } from '../../display/visible-name.ts';
import { commandTitle } from '../command.tsx';
import { PagedTable } from '../reclaimable/paged-table.tsx';

const filesInPlace = 8;

/** Why a finding matters, what would remove it, and all that proves it. */
export function FindingEvidence(props: { id: string; finding: Finding; layers: readonly LayerReport[] }) {
  const { id, finding } = props;
  const ruleIds = useRuleIds();
  const [all, setAll] = useState(false);
  const { live, reclaimable, inherited, estimatedTransfer } = finding.bytes;
  const toFile = (file: FindingFile) =>
    go(imageRoute(id, { tab: 'layers', layer: file.layer, scope: 'layer', path: file.path }));
  const rest = finding.fileCount - Math.min(filesInPlace, finding.files.length);
  return (
    <Box component="dl" sx={styles}>
      <Part name="Why it matters">
        <Name name={finding.why} />
      </Part>
      <Part name="What would remove it">
        <Name name={finding.remedy} />
        {ruleIds.has(finding.rule) && (
          <>
            {' '}
            <Link
              component="button"
              type="button"
              onClick={() => go(imageRoute(id, { tab: 'dockerfile', view: 'rewrite' }))}
            >
              Write the Dockerfile without it
            </Link>
          </>
        )}
      </Part>
      {live + reclaimable > 0 && (
        <Part name="Bytes">
          <LiveAndReclaimable live={live} reclaimable={reclaimable} />
          {inherited !== null && inherited > 0 && (
            <>
              ; <Bytes value={inherited} /> came with the base image
            </>
          )}
          {estimatedTransfer !== null && estimatedTransfer > 0 && (
            <>
              ; about <Bytes value={estimatedTransfer} /> of the transfer (estimated by each layer’s compression)
            </>
          )}
        </Part>
      )}
      {finding.layers.length > 0 && (
        <Part name="Layers">
          <ul>
            {finding.layers.map(({ layer, bytes }) => (
              <li key={layer}>
                <Link
                  component="button"
                  type="button"
                  onClick={() => go(imageRoute(id, { tab: 'layers', layer, scope: 'layer' }))}
                >
                  Layer {layer}
                </Link>
                <span className="aside">
                  <Bytes value={bytes} />
                </span>
                <span className="cut">{commandTitle(props.layers[layer] ?? { createdBy: null })}</span>
              </li>
            ))}
          </ul>
        </Part>
      )}
      {finding.packages.length > 0 && (
        <Part name="Packages">
          <span className="chips">
            {finding.packages.slice(0, 40).map((one) => (
              <span key={one} className="chip" title={visibleName(one)}>
                <Name name={shortPackage(one)} />
              </span>
            ))}
            {finding.packages.length > 40 && `and ${formatCount(finding.packages.length - 40)} more`}
          </span>
        </Part>
      )}
      {finding.evidence.length > 0 && (
        <Part name="Evidence">
          <ul>
            {finding.evidence.map(({ path, says }) => (
              <li key={`${path} ${says}`}>
                <span className="whole">
                  {path !== null && (
                    <>
                      <Name name={path} />:{' '}
                    </>
                  )}
                  <Name name={says} />
                </span>
              </li>
            ))}
          </ul>
        </Part>
      )}
      {finding.files.length > 0 && (
        <Part name={rest > 0 ? 'Largest files' : 'Files'}>
          {all ? (
            <AllFiles id={id} finding={finding} onFile={toFile} />
          ) : (
            <ul>
              {finding.files.slice(0, filesInPlace).map((file) => (
                <li key={`${file.layer} ${file.path}`}>
                  <Link component="button" type="button" onClick={() => toFile(file)} sx={{ minWidth: 0 }}>
                    <Path path={file.path} />
                  </Link>
                  {!file.live && <span className="aside">gone, but stored in layer {file.layer}</span>}
                  <span className="bytes">
                    <Bytes value={file.bytes} />
                  </span>
                </li>
              ))}
            </ul>
          )}
          {rest > 0 && (
            <Button size="small" variant="text" onClick={() => setAll(!all)} sx={{ ml: -0.5 }}>
              {all ? 'Show the largest only' : `Show all ${formatCount(finding.fileCount)}`}
            </Button>
          )}
        </Part>
      )}
    </Box>
  );
}

function AllFiles(props: { id: string; finding: Finding; onFile: (file: FindingFile) => void }) {
  const service = useService();
  const paged = usePagedLists<FindingFile>(async (_, page) => {
    const answer = await service.findingFiles(props.id, props.finding.id, pageAt(page));
    return { entries: answer.files, total: answer.total };
  });
  return (
    <Box sx={{ height: 320, display: 'flex' }}>
      <PagedTable
        label={`Files of ${visibleName(props.finding.title)}`}
        paged={paged}
        columns="minmax(160px, 1fr) 64px 84px"
        head={['Path', 'Layer', 'Bytes']}
        numeric={[1, 2]}
        caption={null}
        onAct={props.onFile}
        cells={(file) => [
          <Path key="path" path={file.path} />,
          <span key="layer" className="number">
            {file.layer}
          </span>,
          <Bytes key="bytes" value={file.bytes} />,
        ]}
      />
    </Box>
  );
}

/** `dpkg:zlib1g@1.3.1#amd64` without its manager and its place: those are in what is pointed at. */
function shortPackage(id: string): string {
  const instance = id.lastIndexOf('#');
  return id.slice(id.indexOf(':') + 1, instance > id.lastIndexOf('@') ? instance : undefined);
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
  m: 0,
  display: 'grid',
  gridTemplateColumns: '140px minmax(0, 1fr)',
  columnGap: 2,
  rowGap: 1.25,
  fontSize: '0.8125rem',
  '& dt': { color: 'text.secondary' },
  '& dd': { m: 0, minWidth: 0, overflowWrap: 'anywhere' },
  '& ul': { listStyle: 'none', m: 0, p: 0 },
  '& li': { display: 'flex', gap: 1.5, alignItems: 'center', minWidth: 0, minHeight: 24 },
  '& button.MuiLink-root': { fontSize: 'inherit', textAlign: 'left', verticalAlign: 'baseline', flex: '0 1 auto' },
  '& .aside': { color: 'text.secondary', flex: 'none' },
  '& .cut': {
    color: 'text.secondary',
    minWidth: 0,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
  },
  '& .whole': { minWidth: 0, overflowWrap: 'anywhere' },
  '& .bytes': { marginLeft: 'auto', flex: 'none' },
  '& .chips': { display: 'flex', flexWrap: 'wrap', gap: '4px 6px' },
  '& .chip': { px: 0.75, borderRadius: 0.5, bgcolor: 'action.hover' },
} as const;
