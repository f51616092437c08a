import { cardStyles } from '../../display/card-styles.ts';

/** What the parts of a verification have in common: the plan, the progress, the verdict. */
export const panelStyles = {
  ...cardStyles,
  minWidth: 0,
  display: 'grid',
  gridTemplateColumns: 'minmax(0, 1fr)',
  gap: 1,
  overflowWrap: 'anywhere',
  '& h2': { fontSize: '0.875rem', fontWeight: 600, m: 0 },
  '& h3': { fontSize: '0.8125rem', fontWeight: 600, m: 0 },
  '& p': { m: 0 },
  '& ul': { m: 0, pl: 2.5 },
  '& summary': { cursor: 'pointer', color: 'text.secondary', width: 'fit-content' },
  '& .head': { display: 'flex', flexWrap: 'wrap', gap: '4px 12px', alignItems: 'center' },
  '& .grow': { flex: 1, minWidth: 120 },
  '& .aside': { color: 'text.secondary' },
  '& .reached': { mr: 2, whiteSpace: 'nowrap' },
} as const;
