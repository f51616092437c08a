import type { Predicted, ReadyRewrite, Variant, VariantName } from '@aligera/backend/src/rewrite-answers.ts';
import { variantNames } from '@aligera/backend/src/rewrite-answers.ts';
import Box from '@mui/material/Box';
import { alpha, type Theme } from '@mui/material/styles';
import { formatBytes } from '../../display/bytes.ts';
import { Bytes } from '../../display/bytes-text.tsx';
import { definitions } from '../../display/definitions.ts';
import { Estimate, rangeWords } from '../../display/estimate.tsx';
import { Explained } from '../../display/explained.tsx';
import { Name } from '../../display/path.tsx';
import { formatPercent } from '../../display/percent.tsx';
import { selectedColor } from '../../display/selected.ts';
import type { FoundVerdict } from '../verify/found-verdicts.ts';
import { VerdictMark } from '../verify/verdict-badge.tsx';
import { variantWords } from './rewrite-words.ts';

/** Today's image, and below it the variants from the safest to the lightest, drawn to the same scale. */
export function VariantLadder(props: {
  rewrite: ReadyRewrite;
  chosen: VariantName;
  onChoose: (variant: VariantName) => void;
  /** What is known of each from verifying it. */
  verdictOf: (variant: VariantName) => FoundVerdict | null;
}) {
  const { rewrite, chosen } = props;
  const { today, variants, absent } = rewrite;
  const scale = Math.max(1, today?.stored ?? 0, ...variants.map(({ predicted }) => predicted?.stored.high ?? 0));
  return (
    <Box component="fieldset" sx={styles}>
      <legend className="visually-hidden">Variants of the Dockerfile</legend>
      <div className="rung head">
        <span className="size first">
          <Explained meaning={definitions.stored}>Stored</Explained>
        </span>
        <span className="size">
          <Explained meaning={definitions.compressed}>Compressed</Explained>
        </span>
        <span className="size">Less by</span>
      </div>
      <div className="rung today">
        <span />
        <span className="words">
          <strong>Today</strong>
          <span className="goal">As it was built</span>
        </span>
        <span className="track" aria-hidden="true">
          <span className="measured" style={{ width: share(today?.stored ?? 0, scale) }} />
        </span>
        <span className="size">
          <Bytes value={today?.stored ?? null} unknown="The image is not at hand." />
        </span>
        <span className="size">
          <Bytes value={today?.compressed ?? null} unknown={definitions.compressed} />
        </span>
        <span />
      </div>
      {variantNames.map((name) => {
        const variant = variants.find((one) => one.variant === name);
        if (variant !== undefined) {
          return (
            <Rung
              key={name}
              variant={variant}
              today={today}
              scale={scale}
              chosen={name === chosen}
              found={props.verdictOf(name)}
              onChoose={() => props.onChoose(name)}
            />
          );
        }
        const why = absent.find((one) => one.variant === name)?.why ?? 'nothing worth doing';
        return (
          <div key={name} className="rung absent">
            <span />
            <span className="words">{variantWords[name].title}</span>
            <span className="why">
              <Name name={why} />
            </span>
          </div>
        );
      })}
    </Box>
  );
}

function Rung(props: {
  variant: Variant;
  today: ReadyRewrite['today'];
  scale: number;
  chosen: boolean;
  found: FoundVerdict | null;
  onChoose: () => void;
}) {
  const { variant, today, scale, chosen, found } = props;
  const { title, goal } = variantWords[variant.variant];
  const stored = variant.predicted?.stored ?? null;
  const saved = stored === null || today === null || today.stored === 0 ? null : 1 - stored.bytes / today.stored;
  return (
    <label className={`rung choice${chosen ? ' chosen' : ''}`}>
      <input type="radio" name="variant" checked={chosen} onChange={props.onChoose} aria-label={title} />
      <span className="words">
        <strong>
          {title}
          {found !== null && (
            <span className="verdict">
              <VerdictMark kind={found.verdict.kind} stale={found.job.stale.length > 0} />
            </span>
          )}
        </strong>
        <span className="goal">{goal}</span>
      </span>
      <span className="track" aria-hidden="true">
        {stored !== null && <Forecast stored={stored} scale={scale} />}
      </span>
      <span className="size">
        <Estimate value={stored} />
        {stored !== null && isWide(stored) && <span className="range">{rangeWords(stored)}</span>}
      </span>
      <span className="size">
        <Estimate value={variant.predicted?.compressed ?? null} />
      </span>
      <span className="size saved">{saved !== null && <span className="number">{changeWords(saved)}</span>}</span>
    </label>
  );
}

/** Hatched, as it is not there yet, with a whisker over what it may come to. */
function Forecast({ stored, scale }: { stored: Predicted; scale: number }) {
  return (
    <>
      <span className="predicted" style={{ width: share(stored.bytes, scale) }} />
      {isWide(stored) && (
        <span
          className="whisker"
          style={{ left: share(stored.low, scale), width: share(stored.high - stored.low, scale) }}
        />
      )}
    </>
  );
}

/** Whether the range is one at all, as sizes are written. */
function isWide({ low, high }: Predicted): boolean {
  return formatBytes(low) !== formatBytes(high);
}

function share(bytes: number, scale: number): string {
  return `${(100 * bytes) / scale}%`;
}

function changeWords(saved: number): string {
  if (saved === 0) return '0 %';
  return saved > 0 ? `≈ ${formatPercent(saved)}` : `≈ −${formatPercent(-saved)}`;
}

const styles = {
  border: 1,
  borderColor: 'divider',
  borderRadius: 1,
  bgcolor: 'background.paper',
  m: 0,
  p: 0,
  pb: 0.5,
  minWidth: 0,
  fontSize: '0.8125rem',
  overflow: 'hidden',
  '& .rung': {
    display: 'grid',
    gridTemplateColumns: '18px minmax(120px, 5fr) minmax(90px, 6fr) 104px 92px 68px',
    columnGap: '12px',
    alignItems: 'center',
    minHeight: 44,
    padding: '4px 16px 4px 13px',
    borderLeft: '3px solid transparent',
  },
  '& .head': { minHeight: 0, pt: '10px', pb: 0, color: 'text.secondary', fontSize: '0.75rem' },
  '& .head .first': { gridColumn: 4 },
  '& .choice': { cursor: 'pointer' },
  '& .choice:hover': { bgcolor: 'action.hover' },
  '& .chosen, & .chosen:hover': { bgcolor: selectedColor, borderLeftColor: 'primary.main' },
  '& .choice:focus-within': { outline: '2px solid', outlineColor: 'primary.main', outlineOffset: '-2px' },
  '& input': {
    m: 0,
    width: 16,
    height: 16,
    accentColor: (theme: Theme) => theme.palette.primary.main,
    outline: 'none',
    cursor: 'pointer',
  },
  '& .words': { minWidth: 0, lineHeight: 1.3 },
  '& .words strong': { display: 'block', fontWeight: 600 },
  '& .verdict': { ml: 1 },
  '& .chosen .verdict > span': { color: 'text.primary' },
  '& .goal': { color: 'text.secondary', fontSize: '0.75rem' },
  '& .chosen .goal, & .chosen .range': { color: 'text.primary' },
  '& .size': { textAlign: 'right', minWidth: 0, lineHeight: 1.3 },
  '& .range': { display: 'block', color: 'text.secondary', fontSize: '0.75rem', whiteSpace: 'nowrap' },
  '& .saved': { fontWeight: 600 },
  '& .track': { position: 'relative', height: 18 },
  '& .track > span': { position: 'absolute', left: 0 },
  '& .measured, & .predicted': { top: 2, bottom: 2, minWidth: 2, borderRadius: '3px' },
  '& .measured': { bgcolor: 'text.secondary' },
  '& .predicted': {
    border: '1px solid',
    borderColor: 'primary.main',
    backgroundImage: (theme: Theme) => {
      const line = alpha(theme.palette.primary.main, 0.55);
      const gap = alpha(theme.palette.primary.main, 0.18);
      return `repeating-linear-gradient(135deg, ${line} 0 3px, ${gap} 3px 7px)`;
    },
  },
  '& .whisker': {
    top: 4,
    bottom: 4,
    minWidth: 2,
    borderInline: '1px solid',
    borderColor: 'text.primary',
    backgroundImage: (theme: Theme) => `linear-gradient(${theme.palette.text.primary}, ${theme.palette.text.primary})`,
    backgroundSize: '100% 1px',
    backgroundPosition: 'center',
    backgroundRepeat: 'no-repeat',
  },
  '& .absent': { minHeight: 28, color: 'text.secondary', fontSize: '0.75rem' },
  '& .absent .why': { gridColumn: '3 / -1', overflowWrap: 'anywhere' },
} as const;
