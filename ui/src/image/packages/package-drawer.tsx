import type { LayerReport } from '@aligera/backend/src/answers.ts';
import type { PackageReport, Wanted } from '@aligera/backend/src/inspection-answers.ts';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Drawer from '@mui/material/Drawer';
import Typography from '@mui/material/Typography';
import type { ReactNode } from 'react';
import { go, imageRoute } from '../../app/route.ts';
import { counted, formatCount } from '../../display/bytes.ts';
import { Bytes } from '../../display/bytes-text.tsx';
import { managerWords } from '../../display/inspection-words.ts';
import { Name } from '../../display/path.tsx';
import { Command } from '../command.tsx';

const wantedWords: Readonly<Record<Wanted, string>> = {
  'asked-for': 'asked for',
  dependency: 'came as a dependency',
  development: 'only development needs it',
  unknown: 'not told by the image',
};

/** All that is known of one package. */
export function PackageDrawer(props: {
  id: string;
  /** Null while closed. */
  one: PackageReport | null;
  layers: readonly LayerReport[];
  onClose: () => void;
}) {
  const { one } = props;
  return (
    <Drawer
      anchor="right"
      open={one !== null}
      onClose={props.onClose}
      slotProps={{ backdrop: { invisible: true } }}
      PaperProps={{
        elevation: 0,
        role: 'dialog',
        'aria-label': 'The package',
        sx: { width: 440, maxWidth: '92vw', borderLeft: 1, borderColor: 'divider' },
      }}
    >
      {one !== null && (
        <Box sx={{ p: 3, display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: 2, alignContent: 'start' }}>
          <Box sx={{ display: 'flex', gap: 2, alignItems: 'baseline' }}>
            <Typography variant="subtitle1" component="h2" sx={{ flex: 1, fontWeight: 600, overflowWrap: 'anywhere' }}>
              <Name name={one.name} />{' '}
              <Box component="span" sx={{ fontWeight: 400, color: 'text.secondary' }}>
                <Name name={one.version} />
              </Box>
            </Typography>
            <Button size="small" variant="text" onClick={props.onClose}>
              Close
            </Button>
          </Box>
          <Details id={props.id} one={one} layer={props.layers[one.layer ?? -1]} />
        </Box>
      )}
    </Drawer>
  );
}

function Details({ id, one, layer }: { id: string; one: PackageReport; layer: LayerReport | undefined }) {
  return (
    <Box component="dl" sx={styles}>
      <Part name="Manager">{managerWords[one.manager]}</Part>
      <Part name="Why it is there">{wantedWords[one.wanted]}</Part>
      <Part name="Bytes">
        <Bytes value={one.bytes} /> live in <span className="number">{counted(one.fileCount, 'file')}</span>
        {one.missingFiles > 0 && (
          <>
            ; <span className="number">{formatCount(one.missingFiles)}</span> that its record names are not in the image
          </>
        )}
      </Part>
      {one.inherited !== null && <Part name="Origin">{one.inherited ? 'the base image' : 'your Dockerfile'}</Part>}
      {layer && (
        <Part name="Layer">
          <Button
            size="small"
            variant="text"
            sx={{ py: 0, ml: -0.5, minWidth: 0 }}
            onClick={() => go(imageRoute(id, { tab: 'layers', layer: layer.index, scope: 'layer' }))}
          >
            Layer {layer.index}
          </Button>
          <Box sx={{ display: 'flex', minWidth: 0, color: 'text.secondary' }}>
            <Command createdBy={layer.createdBy} />
          </Box>
        </Part>
      )}
      {one.path !== null && (
        <Part name="Path">
          <Name name={one.path} />
          <Button
            size="small"
            variant="text"
            sx={{ py: 0, display: 'block', ml: -0.5 }}
            onClick={() => go(imageRoute(id, { tab: 'layers', layer: one.layer, scope: 'upto', path: one.path }))}
          >
            Show in files
          </Button>
        </Part>
      )}
      <Related name="Needed by" ids={one.neededBy} total={one.neededByCount} none="no package in this image" />
      <Related name="Depends on" ids={one.dependsOn} total={one.dependsOn.length} none="no package in this image" />
      {one.evidence.length > 0 && (
        <Part name="Known from">
          {one.evidence.map(({ path, says }) => (
            <div key={`${path} ${says}`}>
              <Name name={path === null ? says : `${path}: ${says}`} />
            </div>
          ))}
        </Part>
      )}
    </Box>
  );
}

function Related(props: { name: string; ids: readonly string[]; total: number; none: string }) {
  return (
    <Part name={props.name}>
      {props.ids.length === 0 ? (
        <span className="unknown">{props.none}</span>
      ) : (
        <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
          {props.ids.map((one) => (
            <li key={one}>
              <Name name={one.slice(one.indexOf(':') + 1)} />
            </li>
          ))}
          {props.total > props.ids.length && <li>and {formatCount(props.total - props.ids.length)} more</li>}
        </Box>
      )}
    </Part>
  );
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
  gridTemplateColumns: '104px minmax(0, 1fr)',
  columnGap: 2,
  rowGap: 1.25,
  fontSize: '0.8125rem',
  '& dt': { color: 'text.secondary' },
  '& dd': { m: 0, minWidth: 0, overflowWrap: 'anywhere' },
} as const;
