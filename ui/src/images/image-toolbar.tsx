import type { ImageSummary } from '@aligera/backend/src/answers.ts';
import SearchIcon from '@mui/icons-material/Search';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import InputAdornment from '@mui/material/InputAdornment';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useRef } from 'react';
import { oneOf } from '../app/remembered.ts';
import { counted, formatBytes } from '../display/bytes.ts';
import { Name } from '../display/path.tsx';
import { type ImageFilter, type ImageUse, imageUses } from './arrange.ts';

const useWords: Readonly<Record<ImageUse, string>> = {
  all: 'All images',
  'in-use': 'In use',
  unused: 'Unused',
  dangling: 'Dangling',
  archives: 'Archives',
};

export function ImageToolbar(props: {
  filter: ImageFilter;
  onFilter: (filter: ImageFilter) => void;
  repositories: readonly string[];
  shown: readonly ImageSummary[];
  /** Null while the list is loading. */
  total: number | null;
  selected: readonly ImageSummary[];
  onAnalyze: () => void;
  onFiles: (files: readonly File[]) => void;
}) {
  const { filter, onFilter, selected } = props;
  return (
    <Box
      role="search"
      sx={{
        display: 'flex',
        gap: 1.25,
        alignItems: 'center',
        flexWrap: 'wrap',
        '& .MuiInputBase-root': { fontSize: '0.875rem' },
      }}
    >
      <TextField
        size="small"
        type="search"
        placeholder="Search"
        value={filter.text}
        onChange={(event) => onFilter({ ...filter, text: event.target.value })}
        sx={{ width: 190 }}
        slotProps={{
          htmlInput: { 'aria-label': 'Search images by name or ID' },
          input: {
            startAdornment: (
              <InputAdornment position="start">
                <SearchIcon fontSize="small" />
              </InputAdornment>
            ),
          },
        }}
      />
      <TextField
        select
        size="small"
        value={filter.repository ?? ''}
        onChange={(event) => onFilter({ ...filter, repository: event.target.value === '' ? null : event.target.value })}
        slotProps={{ select: { displayEmpty: true, SelectDisplayProps: { 'aria-label': 'Repository' } } }}
        sx={{ width: 172 }}
      >
        <MenuItem value="">All repositories</MenuItem>
        {/* A remembered repository may be gone by now: it stays choosable, as it is what filters. */}
        {[...new Set([...props.repositories, ...(filter.repository === null ? [] : [filter.repository])])].map(
          (name) => (
            <MenuItem key={name} value={name}>
              <Name name={name} />
            </MenuItem>
          ),
        )}
      </TextField>
      <TextField
        select
        size="small"
        value={filter.use}
        onChange={(event) => onFilter({ ...filter, use: oneOf(imageUses, event.target.value) })}
        slotProps={{ select: { SelectDisplayProps: { 'aria-label': 'Which images' } } }}
        sx={{ width: 126 }}
      >
        {imageUses.map((use) => (
          <MenuItem key={use} value={use}>
            {useWords[use]}
          </MenuItem>
        ))}
      </TextField>
      <Typography
        variant="body2"
        color="text.secondary"
        role="status"
        className="number"
        title="The sum of sizes on disk. Layers that several images share count for each of them: it can be less."
        noWrap
        sx={{ flex: '1 1 130px', minWidth: 0 }}
      >
        {props.total !== null && summary(props.shown, props.total, selected)}
      </Typography>
      <FilePicker onFiles={props.onFiles} />
      <Button variant="contained" disabled={selected.length === 0} onClick={props.onAnalyze}>
        {selected.length === 0 ? 'Analyze selected' : `Analyze ${selected.length} selected`}
      </Button>
    </Box>
  );
}

/** Sums what is known; images that share layers count them each, so the sum says “up to”. */
function summary(shown: readonly ImageSummary[], total: number, selected: readonly ImageSummary[]): string {
  const of = selected.length > 0 ? selected : shown;
  const bytes = of.reduce((sum, image) => sum + (image.sizes.onDiskBytes ?? 0), 0);
  const count = selected.length > 0 ? `${selected.length} selected` : counted(shown.length, 'image');
  const rest = selected.length === 0 && shown.length < total ? ` of ${total}` : '';
  return count + rest + (bytes > 0 ? `, up to ${formatBytes(bytes)}` : '');
}

function FilePicker({ onFiles }: { onFiles: (files: readonly File[]) => void }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept=".tar,.tgz,.tar.gz,.gz,.oci,.zst"
        aria-label="Archive files"
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          event.target.value = '';
        }}
      />
      <Button
        variant="outlined"
        title="A file made by docker save, or an OCI archive. You can also drop it onto this page."
        onClick={() => input.current?.click()}
      >
        Open archive…
      </Button>
    </>
  );
}
