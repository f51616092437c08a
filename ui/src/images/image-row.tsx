import type { ImageSummary } from '@aligera/backend/src/answers.ts';
import Checkbox from '@mui/material/Checkbox';
import type { MouseEvent } from 'react';
import { Bar } from '../display/bar.tsx';
import { formatCount } from '../display/bytes.ts';
import { Bytes } from '../display/bytes-text.tsx';
import { unknownSizes } from '../display/definitions.ts';
import { Ago } from '../display/moment.tsx';
import { Name } from '../display/path.tsx';
import { visibleName } from '../display/visible-name.ts';
import { AnalysisCell } from './analysis-cell.tsx';
import { imageName } from './arrange.ts';

export function ImageRow(props: {
  image: ImageSummary;
  place: number;
  top: number;
  now: number;
  largest: number;
  selected: boolean;
  onSelect: (yes: boolean) => void;
  onOpen: () => void;
  onRemove: (archive: string) => void;
}) {
  const { image, largest } = props;
  const { sizes } = image;
  // The name's button is the row's action for keyboards; a click anywhere else on the row does the same.
  const openRow = (event: MouseEvent<HTMLElement>) => {
    if (event.target instanceof Element && event.target.closest('button, input, label') === null) props.onOpen();
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the button in the row is the keyboard's way
    <div
      role="row"
      aria-rowindex={props.place}
      className={props.selected ? 'row body selected' : 'row body'}
      style={{ transform: `translateY(${props.top}px)` }}
      onClick={openRow}
    >
      <div role="cell">
        <Checkbox
          size="small"
          checked={props.selected}
          onChange={(_, yes) => props.onSelect(yes)}
          slotProps={{ input: { 'aria-label': `Select ${visibleName(imageName(image))}` } }}
        />
      </div>
      <NameCell image={image} onOpen={props.onOpen} onRemove={props.onRemove} />
      <div role="cell" className="cell quiet" title={platformTitle(image)}>
        {image.platforms[0]?.platform ?? <span className="unknown">unknown</span>}
        {image.platforms.length > 1 && ` +${image.platforms.length - 1}`}
      </div>
      <div role="cell" className="cell quiet">
        <Ago iso={image.created} now={props.now} />
      </div>
      <div role="cell" className="cell numeric quiet number">
        {image.containers === null ? <span title="Archives have no containers">–</span> : formatCount(image.containers)}
      </div>
      <SizeCell value={sizes.transferBytes} largest={largest} unknown={unknownSizes.transfer} />
      <SizeCell value={sizes.unpackedBytes} largest={largest} unknown={unknownSizes.unpacked} />
      <SizeCell value={sizes.onDiskBytes} largest={largest} unknown={unknownSizes.onDisk} />
      <div role="cell" className="cell numeric shared">
        <Bytes value={sizes.sharedBytes} unknown={unknownSizes.shared} />
      </div>
      <div role="cell" className="cell">
        <AnalysisCell image={image} onOpen={props.onOpen} />
      </div>
    </div>
  );
}

function NameCell(props: { image: ImageSummary; onOpen: () => void; onRemove: (archive: string) => void }) {
  const { image, onOpen } = props;
  const archive = !image.sample && image.source.kind === 'archive' ? image.source.archive : null;
  const more = image.references.slice(1);
  return (
    <div role="cell" className="cell name">
      <button
        type="button"
        className="open"
        onClick={onOpen}
        title={[...image.references, image.archiveName ?? '', image.id].filter(Boolean).map(visibleName).join('\n')}
      >
        <Name name={imageName(image)} />
      </button>
      {image.sample && <span className="chip">Sample</span>}
      {image.dangling && image.archiveName === null && <span className="chip">Dangling</span>}
      {!image.sample && image.archiveName !== null && (
        <span className="chip" title={visibleName(image.archiveName)}>
          Archive
        </span>
      )}
      {archive !== null && (
        <button
          type="button"
          className="remove"
          aria-label={`Remove ${visibleName(image.archiveName ?? imageName(image))} from the list`}
          title="Remove the archive from the list. The file it came from stays."
          onClick={() => props.onRemove(archive)}
        >
          ×
        </button>
      )}
      {more[0] !== undefined && (
        <span className="chip" title={more.map(visibleName).join('\n')}>
          {more.length === 1 ? <Name name={more[0]} /> : `+${more.length} names`}
        </span>
      )}
    </div>
  );
}

function SizeCell({ value, largest, unknown }: { value: number | null; largest: number; unknown: string }) {
  return (
    <div role="cell" className="cell numeric size">
      <Bytes value={value} unknown={unknown} />
      {value !== null && <Bar share={value / largest} />}
    </div>
  );
}

function platformTitle(image: ImageSummary): string {
  return image.platforms
    .map(({ platform, available }) => (available ? platform : `${platform} (not pulled)`))
    .map(visibleName)
    .join('\n');
}
