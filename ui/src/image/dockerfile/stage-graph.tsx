import type { StageEdgeReport, StageReport } from '@aligera/backend/src/dockerfile-answers.ts';
import Box from '@mui/material/Box';
import { useTheme } from '@mui/material/styles';
import { counted } from '../../display/bytes.ts';
import { cardStyles } from '../../display/card-styles.ts';
import { Name } from '../../display/path.tsx';

const rowHeight = 58;
const gutter = 46;
const shownStages = 100;

/** The stages from the first to the last, and which takes what from which. */
export function StageGraph(props: {
  stages: readonly StageReport[];
  edges: readonly StageEdgeReport[];
  onLine: (line: number) => void;
}) {
  const stages = props.stages.slice(0, shownStages);
  const between = props.edges.filter(
    (edge) => 'stage' in edge.from && edge.stage < shownStages && edge.from.stage < shownStages,
  );
  return (
    <Box component="section" aria-label="Stages" sx={styles}>
      <h2>{counted(props.stages.length, 'stage')}</h2>
      <Box sx={{ position: 'relative' }}>
        <Curves edges={between} count={stages.length} />
        <ol>
          {stages.map((stage) => (
            <li key={stage.index}>
              <button
                type="button"
                className={stage.isUsed ? '' : 'unused'}
                onClick={() => props.onLine(stage.startLine)}
                title={`Lines ${stage.startLine} to ${stage.endLine}`}
              >
                <span className="name">
                  <Name name={stage.name ?? `stage ${stage.index}`} />
                  {stage.isResult && <span className="aside"> the image</span>}
                  {!stage.isUsed && <span className="aside"> not used</span>}
                </span>
                <span className="cut aside">
                  {stage.base.kind === 'stage' ? 'on stage ' : stage.base.kind === 'unknown' ? '' : 'on '}
                  <Name name={stage.base.text} />
                </span>
                <span className="cut aside">{takenWords(stage, props.edges, props.stages)}</span>
              </button>
            </li>
          ))}
        </ol>
      </Box>
      {props.stages.length > shownStages && <p className="aside">The first {shownStages} are drawn.</p>}
    </Box>
  );
}

function takenWords(stage: StageReport, edges: readonly StageEdgeReport[], stages: readonly StageReport[]): string {
  return edges
    .filter((edge) => edge.stage === stage.index && edge.kind !== 'base')
    .map((edge) => {
      const from =
        'stage' in edge.from ? (stages[edge.from.stage]?.name ?? `stage ${edge.from.stage}`) : edge.from.image;
      return `${edge.kind === 'copy' ? edge.paths.join(', ') : 'mount'} ← ${from}`;
    })
    .join(' · ');
}

/** One curve for each pair of stages, wider the farther they are apart. */
function Curves({ edges, count }: { edges: readonly StageEdgeReport[]; count: number }) {
  const { palette } = useTheme();
  const pairs = new Map<string, { from: number; to: number; base: boolean }>();
  for (const { kind, stage, from } of edges) {
    if (!('stage' in from) || from.stage === stage) continue;
    const key = `${from.stage} ${stage} ${kind === 'base'}`;
    pairs.set(key, { from: from.stage, to: stage, base: kind === 'base' });
  }
  return (
    <svg width={gutter} height={count * rowHeight} aria-hidden="true" style={{ position: 'absolute', left: 0, top: 0 }}>
      <defs>
        <marker id="stage-arrow" viewBox="0 0 8 8" refX={7} refY={4} markerWidth={6} markerHeight={6} orient="auto">
          <path d="M0 0 L8 4 L0 8 z" fill={palette.text.secondary} />
        </marker>
      </defs>
      {[...pairs].map(([key, { from, to, base }]) => {
        const y1 = (from + 0.5) * rowHeight - 4;
        const y2 = (to + 0.5) * rowHeight - (from < to ? 12 : -12);
        const x = gutter - 6 - Math.min(gutter - 10, 10 + 8 * Math.abs(to - from));
        return (
          <path
            key={key}
            d={`M${gutter - 2} ${y1} C${x} ${y1} ${x} ${y2} ${gutter - 2} ${y2}`}
            fill="none"
            stroke={palette.text.secondary}
            strokeWidth={1.5}
            strokeDasharray={base ? 'none' : '4 3'}
            markerEnd="url(#stage-arrow)"
          />
        );
      })}
    </svg>
  );
}

const styles = {
  ...cardStyles,
  '& h2': { fontSize: '0.875rem', fontWeight: 600, m: 0, mb: 0.5 },
  '& ol': { listStyle: 'none', m: 0, p: 0, pl: `${gutter}px` },
  '& li': { height: rowHeight, display: 'flex', alignItems: 'center' },
  '& button': {
    all: 'unset',
    boxSizing: 'border-box',
    width: 1,
    height: rowHeight - 8,
    display: 'flex',
    flexDirection: 'column',
    justifyContent: 'center',
    px: 1,
    border: 1,
    borderColor: 'divider',
    borderRadius: 0.5,
    cursor: 'pointer',
    lineHeight: 1.25,
  },
  '& button:hover': { bgcolor: 'action.hover' },
  '& button:focus-visible': { outline: '2px solid', outlineColor: 'primary.main', outlineOffset: '1px' },
  '& button.unused': { borderStyle: 'dashed' },
  '& .name': { fontWeight: 600 },
  '& .aside': { color: 'text.secondary', fontWeight: 400, fontSize: '0.75rem' },
  '& .cut': { minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
} as const;
