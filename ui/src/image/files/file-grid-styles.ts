import type { SxProps, Theme } from '@mui/material/styles';
import { selectedColor } from '../../display/selected.ts';

export const fileRowHeight = 28;

/** One style for the whole grid; its rows are plain elements. Columns go as the pane gets narrow. */
export const fileGridStyles: SxProps<Theme> = {
  flex: 1,
  minHeight: 120,
  overflow: 'auto',
  fontSize: '0.8125rem',
  '&:focus-visible': { outlineOffset: '-2px' },
  '&:focus-visible:has(.active)': { outline: 'none' },
  '& .row': {
    display: 'grid',
    gridTemplateColumns: '24px minmax(140px, 1fr) 150px 88px 84px 118px',
    columnGap: '8px',
    alignItems: 'center',
    height: fileRowHeight,
    paddingRight: '12px',
  },
  '@container (max-width: 680px)': {
    '& .row': { gridTemplateColumns: '24px minmax(140px, 1fr) 120px 88px 76px' },
    '& .modified': { display: 'none' },
  },
  '@container (max-width: 520px)': {
    '& .row': { gridTemplateColumns: '24px minmax(120px, 1fr) 110px' },
    '& .mode, & .owner': { display: 'none' },
  },
  '& .head': {
    position: 'sticky',
    top: 0,
    zIndex: 1,
    bgcolor: 'background.paper',
    borderBottom: 1,
    borderColor: 'divider',
  },
  '& .body': { position: 'absolute', left: 0, right: 0, cursor: 'default' },
  '& .body:hover': { bgcolor: 'action.hover' },
  '& .body.active': { bgcolor: selectedColor },
  '&:focus-visible .body.active': { outline: '2px solid', outlineColor: 'primary.main', outlineOffset: '-2px' },
  '& .body > *': {
    lineHeight: `${fileRowHeight}px`,
    minWidth: 0,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
  },
  '& .change': { textAlign: 'center' },
  '& .name': { display: 'flex', alignItems: 'center' },
  '& .head .name': { display: 'block', paddingLeft: '18px' },
  '& .twist': { flex: 'none', width: 18, textAlign: 'center', color: 'text.secondary', cursor: 'pointer' },
  '& .text': { minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'pre' },
  // Only what is too long for the whole cell may be cut in favour of its link.
  '& .text:has(+ .link)': { flex: 'none', maxWidth: '75%' },
  '& .folder-name': { fontWeight: 500 },
  '& .link': {
    flex: '0 100 auto',
    minWidth: 0,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'pre',
    color: 'text.secondary',
  },
  '& .removed .text': { textDecoration: 'line-through' },
  '& .body .size': {
    display: 'grid',
    gridTemplateColumns: '1fr 68px',
    columnGap: '8px',
    alignItems: 'center',
    textAlign: 'right',
  },
  '& .mode, & .owner, & .modified': { color: 'text.secondary' },
  '& .pending': { color: 'text.secondary', gridColumn: '2 / -1' },
};
