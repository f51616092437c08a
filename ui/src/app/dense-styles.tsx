import GlobalStyles from '@mui/material/GlobalStyles';
import { alpha, type Theme } from '@mui/material/styles';

/** Styles of the small parts that long lists are made of: plain classes, as a style per element would slow scrolling. */
export function DenseStyles() {
  return <GlobalStyles styles={styles} />;
}

const mono = 'ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace';

const styles = (theme: Theme) => ({
  'html, body, #root': { height: '100%' },
  body: { overflow: 'auto' },
  '.number': { fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' },
  '.unknown': { color: theme.palette.text.secondary, fontStyle: 'italic', whiteSpace: 'nowrap' },
  '.mono': { fontFamily: mono, fontSize: '0.92em' },
  '.reason': { overflowWrap: 'anywhere' },
  '.escape': {
    color: theme.palette.text.secondary,
    backgroundColor: alpha(theme.palette.text.secondary, 0.14),
    borderRadius: 2,
    fontFamily: mono,
    fontSize: '0.9em',
  },
  '.path': { display: 'flex', minWidth: 0, whiteSpace: 'pre' },
  '.path .folder': {
    flex: '0 100 auto',
    minWidth: 0,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    color: theme.palette.text.secondary,
  },
  '.path .leaf': { flex: '0 1 auto', minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis' },
  '.explained': {
    cursor: 'help',
    textDecoration: `underline dotted ${alpha(theme.palette.text.secondary, 0.6)}`,
    textUnderlineOffset: '3px',
  },
  '.bar': {
    position: 'relative',
    display: 'block',
    height: 3,
    borderRadius: 2,
    overflow: 'hidden',
    backgroundColor: alpha(theme.palette.text.primary, 0.08),
  },
  '.bar > span': { position: 'absolute', insetBlock: 0, left: 0 },
  '.bar > .whole': { backgroundColor: theme.palette.primary.main },
  '.bar > .part': { backgroundColor: theme.palette.warning.main },
  ':focus-visible': { outline: `2px solid ${theme.palette.primary.main}`, outlineOffset: 1 },
  '.visually-hidden': {
    position: 'absolute',
    width: 1,
    height: 1,
    overflow: 'hidden',
    clipPath: 'inset(50%)',
    whiteSpace: 'nowrap',
  },
});
