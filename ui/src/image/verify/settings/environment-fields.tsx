import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import FormHelperText from '@mui/material/FormHelperText';
import TextField from '@mui/material/TextField';
import { useId, useRef } from 'react';
import type { WrittenVariable } from './written-settings.ts';

/** Variables of the environment. Their values may be secrets, and are forgotten with the page. */
export function EnvironmentFields(props: {
  env: readonly WrittenVariable[];
  /** What is wrong with them; null where nothing is. */
  error: string | null;
  onEnv: (env: readonly WrittenVariable[]) => void;
}) {
  const { env, error, onEnv } = props;
  const add = useRef<HTMLButtonElement>(null);
  const said = useId();
  const change = (place: number, next: WrittenVariable) => onEnv(env.map((one, i) => (i === place ? next : one)));
  return (
    <Box role="group" aria-label="Environment" aria-describedby={said} sx={{ mt: 1.25, display: 'grid', gap: 1 }}>
      {env.map((one, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a name changes while it is written
        <Box key={place} sx={{ display: 'flex', gap: 1, alignItems: 'center', maxWidth: 640 }}>
          <TextField
            size="small"
            label="Variable"
            value={one.name}
            onChange={(event) => change(place, { ...one, name: event.target.value })}
            slotProps={{ htmlInput: { spellCheck: false, autoComplete: 'off', className: 'mono' } }}
            sx={{ flex: 2 }}
          />
          <TextField
            size="small"
            label={one.value === null ? 'Value, to be given again' : 'Value'}
            value={one.value ?? ''}
            onChange={(event) => change(place, { ...one, value: event.target.value })}
            slotProps={{ htmlInput: { spellCheck: false, autoComplete: 'off', className: 'mono' } }}
            sx={{ flex: 3 }}
          />
          <Button
            size="small"
            variant="text"
            aria-label={`Remove the variable ${one.name}`}
            onClick={() => {
              onEnv(env.filter((_, i) => i !== place));
              add.current?.focus();
            }}
          >
            Remove
          </Button>
        </Box>
      ))}
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, alignItems: 'center' }}>
        <Button ref={add} size="small" variant="outlined" onClick={() => onEnv([...env, { name: '', value: '' }])}>
          Add a variable
        </Button>
        <FormHelperText id={said} error={error !== null} sx={{ m: 0 }}>
          {error ?? 'Environment: set beside what the images set. Values are not kept when the page is closed.'}
        </FormHelperText>
      </Box>
    </Box>
  );
}
