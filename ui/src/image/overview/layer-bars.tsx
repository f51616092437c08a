import type { LayerReport } from '@aligera/backend/src/answers.ts';
import Box from '@mui/material/Box';
import { useTheme } from '@mui/material/styles';
import { Bar, BarChart, ResponsiveContainer, XAxis, YAxis } from 'recharts';
import { formatBytes } from '../../display/bytes.ts';
import { Bytes } from '../../display/bytes-text.tsx';
import { useColors } from '../../display/colors.ts';
import { definitions } from '../../display/definitions.ts';
import { Explained } from '../../display/explained.tsx';
import { moveWithin } from '../../display/roving.ts';
import { Command, commandTitle } from '../command.tsx';

const barHeight = 30;
const axisHeight = 24;
const columns = 'minmax(90px, 38%) minmax(0, 1fr) 72px';

/**
 * A bar for each layer, live and reclaimable bytes stacked. The chart is drawn behind a list of buttons, one a layer,
 * which carry the names, the keyboard and the click.
 */
export function LayerBars(props: { layers: readonly LayerReport[]; onChoose: (layer: number) => void }) {
  const { layers } = props;
  const colors = useColors();
  const bars = layers.map((layer) => ({
    index: layer.index,
    live: layer.storedBytes - layer.reclaimableBytes,
    reclaimable: layer.reclaimableBytes,
  }));
  return (
    <>
      <Box sx={{ px: 2, pb: 1, display: 'flex', gap: 2, fontSize: '0.75rem', color: 'text.secondary' }}>
        <LegendWord color={colors.live} word="Live" meaning={definitions.live} />
        <LegendWord color={colors.reclaimable} word="Reclaimable" meaning={definitions.reclaimable} />
      </Box>
      <Box sx={{ flex: 1, minHeight: 0, overflow: 'auto' }}>
        <Box sx={{ position: 'relative', height: layers.length * barHeight + axisHeight }}>
          <Box
            aria-hidden="true"
            sx={{ position: 'absolute', inset: 0, display: 'grid', gridTemplateColumns: columns, columnGap: 1, px: 2 }}
          >
            <span />
            <BarsDrawing bars={bars} />
          </Box>
          <Box component="ol" sx={listStyles} onKeyDown={moveWithin}>
            {layers.map((layer, place) => (
              <li key={layer.index}>
                <button
                  type="button"
                  data-roving
                  tabIndex={place === 0 ? 0 : -1}
                  onClick={() => props.onChoose(layer.index)}
                  title={commandTitle(layer)}
                  aria-label={accessibleName(layer)}
                >
                  <span className="label">
                    <span className="index number">{layer.index}</span>
                    <Command createdBy={layer.createdBy} />
                  </span>
                  <span />
                  <span className="total">
                    <Bytes value={layer.storedBytes} />
                  </span>
                </button>
              </li>
            ))}
          </Box>
        </Box>
      </Box>
    </>
  );
}

function BarsDrawing({ bars }: { bars: readonly { index: number; live: number; reclaimable: number }[] }) {
  const colors = useColors();
  const { palette } = useTheme();
  return (
    <ResponsiveContainer width="100%" height="100%" minWidth={40}>
      <BarChart
        data={[...bars]}
        layout="vertical"
        margin={{ top: 0, right: 0, bottom: 0, left: 0 }}
        accessibilityLayer={false}
      >
        <YAxis type="category" dataKey="index" hide />
        <XAxis
          type="number"
          height={axisHeight}
          tickCount={4}
          tickFormatter={(bytes: number) => formatBytes(bytes)}
          tick={{ fill: palette.text.secondary, fontSize: 11 }}
          axisLine={{ stroke: palette.divider }}
          tickLine={{ stroke: palette.divider }}
        />
        <Bar dataKey="live" stackId="bytes" fill={colors.live} barSize={12} isAnimationActive={false} />
        <Bar dataKey="reclaimable" stackId="bytes" fill={colors.reclaimable} barSize={12} isAnimationActive={false} />
      </BarChart>
    </ResponsiveContainer>
  );
}

function LegendWord({ color, word, meaning }: { color: string; word: string; meaning: string }) {
  return (
    <span>
      <Box
        component="span"
        sx={{ display: 'inline-block', width: 10, height: 10, borderRadius: '2px', mr: 0.75, bgcolor: color }}
      />
      <Explained meaning={meaning}>{word}</Explained>
    </span>
  );
}

function accessibleName(layer: LayerReport): string {
  const reclaimable = layer.reclaimableBytes > 0 ? `, ${formatBytes(layer.reclaimableBytes)} of it reclaimable` : '';
  return `Layer ${layer.index}, ${commandTitle(layer)}: ${formatBytes(layer.storedBytes)} stored${reclaimable}`;
}

const listStyles = {
  listStyle: 'none',
  m: 0,
  p: 0,
  position: 'absolute',
  inset: 0,
  '& button': {
    all: 'unset',
    boxSizing: 'border-box',
    width: 1,
    height: barHeight,
    px: 2,
    cursor: 'pointer',
    display: 'grid',
    gridTemplateColumns: columns,
    columnGap: 1,
    alignItems: 'center',
    fontSize: '0.8125rem',
  },
  '& button:hover': { bgcolor: 'action.hover' },
  '& button:focus-visible': { outline: '2px solid', outlineColor: 'primary.main', outlineOffset: '-2px' },
  '& .label': { display: 'flex', gap: 1, minWidth: 0 },
  '& .index': { color: 'text.secondary', minWidth: '1.6em', textAlign: 'right' },
  '& .total': { textAlign: 'right' },
} as const;
