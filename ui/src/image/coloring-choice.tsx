import TextField from '@mui/material/TextField';
import type { Coloring } from '../display/tree-colors.ts';

const words: Readonly<Record<Coloring, string>> = {
  none: 'No colours',
  owner: 'By package manager',
  finding: 'By finding',
};

/** What files and folders are coloured by: what most of their live bytes belong to. */
export function ColoringChoice(props: { coloring: Coloring; onColoring: (coloring: Coloring) => void }) {
  return (
    <TextField
      select
      size="small"
      variant="standard"
      value={props.coloring}
      onChange={(event) => {
        const chosen = (['none', 'owner', 'finding'] as const).find((one) => one === event.target.value);
        if (chosen) props.onColoring(chosen);
      }}
      sx={{ flex: 'none', '& select': { py: 0, fontSize: '0.8125rem' } }}
      slotProps={{
        select: { native: true, disableUnderline: true },
        htmlInput: {
          'aria-label': 'Colour files by',
          title: 'Each takes the colour of what most of its live bytes belong to.',
        },
      }}
    >
      {Object.entries(words).map(([value, word]) => (
        <option key={value} value={value}>
          {word}
        </option>
      ))}
    </TextField>
  );
}
