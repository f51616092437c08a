import { pullTimeText } from '@aligera/backend/src/pull-time.ts';
import type { Predicted, PredictedSizes } from '@aligera/backend/src/rewrite-answers.ts';
import type { MeasuredImage } from '@aligera/backend/src/verify-answers.ts';
import Box from '@mui/material/Box';
import type { ReactNode } from 'react';
import { formatCount } from '../../display/bytes.ts';
import { Bytes } from '../../display/bytes-text.tsx';
import { definitions } from '../../display/definitions.ts';
import { Estimate } from '../../display/estimate.tsx';
import { Explained } from '../../display/explained.tsx';
import { changeInCount, changeInPercent, offTheEstimate } from './change-words.ts';
import type { Speed } from './speeds.ts';

interface Measured {
  readonly before: MeasuredImage;
  /** Null where it was not built. */
  readonly after: MeasuredImage | null;
}

/** What both images are, as they were measured, and beside it how close the estimate was. */
export function MeasuredTable(props: Measured & { predicted: PredictedSizes | null; speeds: readonly Speed[] }) {
  const { before, after, predicted, speeds } = props;
  const size = (of: (image: MeasuredImage) => number | null, estimate: Predicted | null) => (
    <SizeCells before={of(before)} after={after && of(after)} built={after !== null} estimate={estimate} />
  );
  const count = (of: (image: MeasuredImage) => number | null) => (
    <CountCells before={of(before)} after={after && of(after)} built={after !== null} />
  );
  return (
    <Box component="table" sx={styles}>
      <caption className="visually-hidden">Measured, before and after</caption>
      <thead>
        <tr>
          <th scope="col">Measured</th>
          <th scope="col">Original</th>
          <th scope="col">Variant</th>
          <th scope="col">Change</th>
          <th scope="col" className="estimate-column">
            <Explained meaning="What was estimated before it was built, and how much more or less was measured.">
              Estimate
            </Explained>
          </th>
        </tr>
      </thead>
      <tbody>
        <Row name="Stored" meaning={definitions.stored}>
          {size((image) => image.stored, predicted?.stored ?? null)}
        </Row>
        <Row name="Compressed" meaning={meanings.compressed}>
          {size((image) => image.compressed, predicted?.compressed ?? null)}
        </Row>
        {speeds.map((speed) => (
          <Row key={speed} name={`Pull at ${formatCount(speed)} Mbit/s`} meaning={meanings.pull}>
            <PullCells before={before} after={after} speed={speed} />
          </Row>
        ))}
        <Row name="On disk" meaning={definitions.onDisk}>
          {size((image) => image.onDisk, null)}
        </Row>
        <Row name="Layers">{count((image) => image.layers)}</Row>
        <Row name="Files" meaning={meanings.files}>
          {count((image) => image.files)}
        </Row>
        <Row name="Packages">{count((image) => image.packages)}</Row>
        <Row name="Setuid files" meaning={meanings.setuid}>
          {count((image) => image.setuidFiles)}
        </Row>
        <Row name="Shells">{count((image) => image.shells)}</Row>
        <Row name="Runs as root">
          <Cells
            before={<YesNo value={before.runsAsRoot} />}
            after={after && <YesNo value={after.runsAsRoot} />}
            change={after === null || after.runsAsRoot !== before.runsAsRoot ? null : 'same'}
          />
        </Row>
      </tbody>
    </Box>
  );
}

const meanings = {
  compressed: 'Compressed: the layers as they are transferred. Unknown where the engine keeps only unpacked layers.',
  pull: 'Compressed bytes divided by the speed: it takes at least that long. Waiting and unpacking come on top; layers that are there already need no pull.',
  files: 'Regular files in all layers.',
  setuid: 'Programs that run with the rights of their owner, whoever starts them.',
} as const;

function Row({ name, meaning, children }: { name: string; meaning?: string; children: ReactNode }) {
  return (
    <tr>
      <th scope="row">{meaning === undefined ? name : <Explained meaning={meaning}>{name}</Explained>}</th>
      {children}
    </tr>
  );
}

function Cells(props: { before: ReactNode; after: ReactNode; change: string | null; estimate?: ReactNode }) {
  return (
    <>
      <td>{props.before}</td>
      <td>{props.after ?? <span className="unknown">not built</span>}</td>
      <td className="change">{props.change ?? <span className="aside">–</span>}</td>
      <td className="estimate-column">{props.estimate}</td>
    </>
  );
}

function SizeCells(props: { before: number | null; after: number | null; built: boolean; estimate: Predicted | null }) {
  const { before, after, built, estimate } = props;
  return (
    <Cells
      before={<Bytes value={before} />}
      after={built && <Bytes value={after} />}
      change={changeInPercent(before, after)}
      estimate={
        estimate !== null && (
          <>
            <Estimate value={estimate} />
            {after !== null && <span className="off">measured: {offTheEstimate(after, estimate)}</span>}
          </>
        )
      }
    />
  );
}

function CountCells({ before, after, built }: { before: number | null; after: number | null; built: boolean }) {
  return (
    <Cells
      before={<Count value={before} />}
      after={built && <Count value={after} />}
      change={changeInCount(before, after)}
    />
  );
}

function PullCells({ before, after, speed }: Measured & { speed: Speed }) {
  const time = ({ compressed }: MeasuredImage) =>
    compressed === null ? <Unknown /> : <span className="number">{pullTimeText(compressed, speed)}</span>;
  return (
    <Cells
      before={time(before)}
      after={after && time(after)}
      change={changeInPercent(before.compressed, after?.compressed ?? null)}
    />
  );
}

function Count({ value }: { value: number | null }) {
  return value === null ? <Unknown /> : <span className="number">{formatCount(value)}</span>;
}

function YesNo({ value }: { value: boolean | null }) {
  return value === null ? <Unknown /> : value ? 'yes' : 'no';
}

function Unknown() {
  return (
    <span className="unknown" title="The image does not tell, or it could not be read.">
      unknown
    </span>
  );
}

const styles = {
  width: 1,
  borderCollapse: 'collapse',
  fontSize: '0.8125rem',
  '& th, & td': {
    textAlign: 'right',
    px: 1,
    py: '3px',
    verticalAlign: 'top',
    borderTop: '1px solid',
    borderTopColor: 'divider',
  },
  '& thead th': { borderTop: 0, color: 'text.secondary', fontSize: '0.75rem', fontWeight: 600, whiteSpace: 'nowrap' },
  '& th:first-of-type': { textAlign: 'left', pl: 0 },
  '& tbody th': { fontWeight: 400, color: 'text.secondary' },
  '& td:nth-of-type(2), & .change': { fontWeight: 600 },
  '& .change': { whiteSpace: 'nowrap' },
  '& .estimate-column': { pr: 0 },
  '& .off, & .aside': { color: 'text.secondary', fontWeight: 400 },
  '& .off': { display: 'block', fontSize: '0.75rem' },
} as const;
