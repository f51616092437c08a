import type { MeasuredImage } from '@aligera/backend/src/verify-answers.ts';
import Box from '@mui/material/Box';
import { useTheme } from '@mui/material/styles';
import { Bar, BarChart, LabelList, ResponsiveContainer, XAxis, YAxis } from 'recharts';
import { formatBytes } from '../../display/bytes.ts';
import { Legend } from '../../display/legend.tsx';

const pairHeight = 56;

/** The sizes of both images to one scale. All that it shows is in the table beside it. */
export function MeasuredBars({ before, after }: { before: MeasuredImage; after: MeasuredImage }) {
  const { palette } = useTheme();
  const pairs = [
    { name: 'Stored', original: before.stored, variant: after.stored },
    { name: 'Compressed', original: before.compressed, variant: after.compressed },
    { name: 'On disk', original: before.onDisk, variant: after.onDisk },
  ].filter(({ original, variant }) => original !== null && variant !== null);
  const colors = { original: palette.text.secondary, variant: palette.primary.main };
  const label = {
    position: 'right' as const,
    fontSize: 11,
    fill: palette.text.primary,
    formatter: (value: unknown) => (typeof value === 'number' ? formatBytes(value).replace(' ', '\u00a0') : ''),
  };
  return (
    <Box sx={{ minWidth: 0, display: 'grid', gap: 1, alignContent: 'start' }}>
      <Legend
        entries={[
          { name: 'Original', color: colors.original },
          { name: 'Variant', color: colors.variant },
        ]}
      />
      <Box aria-hidden="true" sx={{ height: pairs.length * pairHeight, minWidth: 0 }}>
        <ResponsiveContainer width="100%" height="100%" minWidth={40}>
          <BarChart
            data={pairs}
            layout="vertical"
            margin={{ top: 0, right: 64, bottom: 0, left: 0 }}
            barGap={2}
            accessibilityLayer={false}
          >
            <XAxis type="number" hide domain={[0, 'dataMax']} />
            <YAxis
              type="category"
              dataKey="name"
              width={82}
              tick={{ fill: palette.text.secondary, fontSize: 12 }}
              axisLine={{ stroke: palette.divider }}
              tickLine={false}
            />
            <Bar dataKey="original" fill={colors.original} barSize={14} minPointSize={2} isAnimationActive={false}>
              <LabelList dataKey="original" {...label} />
            </Bar>
            <Bar dataKey="variant" fill={colors.variant} barSize={14} minPointSize={2} isAnimationActive={false}>
              <LabelList dataKey="variant" {...label} />
            </Bar>
          </BarChart>
        </ResponsiveContainer>
      </Box>
    </Box>
  );
}
