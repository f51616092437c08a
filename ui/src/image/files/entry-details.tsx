import type { TreeEntry } from '@aligera/backend/src/answers.ts';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { counted, exactBytes } from '../../display/bytes.ts';
import { octalMode } from '../../display/mode.ts';
import { Name } from '../../display/path.tsx';
import { formatFileTime } from '../../display/time.ts';

/** The chosen entry in full: nothing cut, nothing rounded. */
export function EntryDetails({ entry, onHistory }: { entry: TreeEntry | null; onHistory: (path: string) => void }) {
  return (
    <Box
      sx={{
        display: 'flex',
        gap: 2,
        alignItems: 'center',
        borderTop: 1,
        borderColor: 'divider',
        px: 1.5,
        py: 0.75,
        minHeight: 44,
        fontSize: '0.8125rem',
      }}
    >
      {entry === null ? (
        <Box sx={{ color: 'text.secondary' }}>Choose a path for its details and its history.</Box>
      ) : (
        <>
          <Box sx={{ minWidth: 0, flex: 1 }}>
            <Box sx={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap', maxHeight: 72, overflow: 'auto' }}>
              <Name name={entry.path} />
            </Box>
            <Box className="number" sx={{ color: 'text.secondary', fontSize: '0.75rem' }}>
              {details(entry).join(' · ')}
            </Box>
          </Box>
          <Button size="small" variant="outlined" onClick={() => onHistory(entry.path)} sx={{ flex: 'none' }}>
            History
          </Button>
        </>
      )}
    </Box>
  );
}

function details(entry: TreeEntry): string[] {
  return [
    entry.type,
    entry.change === 'removed' ? `${exactBytes(entry.removedBytes)} removed` : exactBytes(entry.bytes),
    ...(entry.type === 'directory' ? [counted(entry.fileCount, 'file')] : []),
    `mode ${octalMode(entry.mode)}`,
    `owner ${entry.uid}:${entry.gid}`,
    `${formatFileTime(entry.mtime)} UTC`,
  ];
}
