import type { Change, Scope } from '@aligera/backend/src/answers.ts';
import Box from '@mui/material/Box';
import TextField from '@mui/material/TextField';
import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import { useColors } from '../../display/colors.ts';
import { selectedColor } from '../../display/selected.ts';
import { toggleStyles as smallToggle } from '../../display/toggle-styles.ts';
import { ChangeLetter } from './change-letter.tsx';
import { allChanges, changeWords } from './view-state.ts';

export function FilesToolbar(props: {
  layer: number;
  scope: Scope;
  onScope: (scope: Scope) => void;
  show: readonly Change[];
  onShow: (show: readonly Change[]) => void;
  glob: string;
  onGlob: (glob: string) => void;
}) {
  const { change: colors } = useColors();
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, p: 1, borderBottom: 1, borderColor: 'divider' }}>
      <ToggleButtonGroup
        size="small"
        exclusive
        value={props.scope}
        onChange={(_, scope: Scope | null) => scope && props.onScope(scope)}
        aria-label="What is shown"
      >
        <ToggleButton value="layer" sx={toggleStyles} title={`What layer ${props.layer} itself holds and removes`}>
          This layer
        </ToggleButton>
        <ToggleButton value="upto" sx={toggleStyles} title={`The file system with layers 0 to ${props.layer} applied`}>
          All up to it
        </ToggleButton>
      </ToggleButtonGroup>
      <ToggleButtonGroup
        size="small"
        value={[...props.show]}
        onChange={(_, show: Change[]) => props.onShow(allChanges.filter((change) => show.includes(change)))}
        aria-label="Kinds of change"
      >
        {allChanges.map((change) => (
          <ToggleButton
            key={change}
            value={change}
            title={changeWords[change].meaning}
            sx={{
              ...toggleStyles,
              gap: 0.75,
              '&.Mui-selected, &.Mui-selected:hover': { color: colors[change], bgcolor: selectedColor },
            }}
          >
            <ChangeLetter change={change} />
            <span className="word">{changeWords[change].title}</span>
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      <TextField
        size="small"
        type="search"
        placeholder="Search, e.g. *.pyc or /usr/**/doc"
        value={props.glob}
        onChange={(event) => props.onGlob(event.target.value)}
        sx={{ flex: '1 1 180px' }}
        slotProps={{
          htmlInput: {
            'aria-label': 'Search files by glob pattern',
            title: 'A glob: * any letters, ? one letter, ** any folders. A pattern without / matches names anywhere.',
            spellCheck: false,
            sx: { py: '6px', fontSize: '0.8125rem' },
          },
        }}
      />
    </Box>
  );
}

const toggleStyles = {
  ...smallToggle,
  '@container (max-width: 620px)': { '& .word': { display: 'none' } },
} as const;
