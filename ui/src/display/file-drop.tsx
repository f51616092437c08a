import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { type DragEvent, type ReactNode, useRef, useState } from 'react';

/** Takes files that are dropped anywhere on what it holds. */
export function FileDrop(props: {
  children: ReactNode;
  /** What dropping does, and what becomes of the file. */
  title: string;
  note: string;
  /** Whether what it holds scrolls by itself, so that it may be lower than its content. */
  scrollsInside?: boolean;
  onFiles: (files: readonly File[]) => void;
}) {
  const { children, onFiles } = props;
  // Entering a child leaves its parent: only a depth tells when the pointer is really gone.
  const depth = useRef(0);
  const [over, setOver] = useState(false);
  const hasFiles = (event: DragEvent) => event.dataTransfer.types.includes('Files');
  const leave = () => {
    depth.current = 0;
    setOver(false);
  };
  return (
    <Box
      sx={{ position: 'relative', height: 1, minHeight: props.scrollsInside ? 0 : 'min-content' }}
      onDragEnter={(event) => {
        if (!hasFiles(event)) return;
        depth.current += 1;
        setOver(true);
      }}
      onDragOver={(event) => {
        if (hasFiles(event)) event.preventDefault();
      }}
      onDragLeave={(event) => {
        if (!hasFiles(event)) return;
        depth.current -= 1;
        if (depth.current <= 0) leave();
      }}
      onDrop={(event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        leave();
        onFiles([...event.dataTransfer.files]);
      }}
    >
      {children}
      {over && (
        <Box
          sx={{
            position: 'absolute',
            inset: 8,
            zIndex: 'modal',
            display: 'grid',
            placeContent: 'center',
            pointerEvents: 'none',
            border: '2px dashed',
            borderColor: 'primary.main',
            borderRadius: 1,
            bgcolor: 'background.paper',
            opacity: 0.94,
          }}
        >
          <Typography variant="subtitle1" sx={{ fontWeight: 600 }} component="p" align="center">
            {props.title}
          </Typography>
          <Typography color="text.secondary" align="center">
            {props.note}
          </Typography>
        </Box>
      )}
    </Box>
  );
}
