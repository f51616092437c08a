import TextField from '@mui/material/TextField';
import type { ReadSettings } from './read-settings.ts';
import type { TextField as FieldName, WrittenSettings } from './written-settings.ts';

/** One field that is written into, with what is wrong with it in place of its help. */
export function WrittenField(props: {
  written: WrittenSettings;
  errors: ReadSettings['errors'];
  onChange: (some: Partial<WrittenSettings>) => void;
  name: FieldName;
  label: string;
  help: string;
  /** Of several lines. */
  lines?: boolean;
  /** A command. */
  code?: boolean;
}) {
  const { name, lines = false, code = false } = props;
  const error = props.errors[name];
  return (
    <TextField
      size="small"
      label={props.label}
      value={props.written[name]}
      error={error !== undefined}
      helperText={error ?? props.help}
      multiline={lines}
      {...(lines && { minRows: 2, maxRows: 8 })}
      onChange={(event) => props.onChange({ [name]: event.target.value })}
      slotProps={{ htmlInput: { spellCheck: false, autoComplete: 'off', ...(code && { className: 'mono' }) } }}
    />
  );
}

export type Choice<T extends string> = Readonly<Record<T, { readonly title: string; readonly help: string }>>;

/** One of a few. */
export function ChoiceField<T extends string>(props: {
  label: string;
  value: T;
  options: readonly T[];
  words: Choice<T>;
  onChange: (value: T) => void;
}) {
  return (
    <TextField
      select
      size="small"
      label={props.label}
      value={props.value}
      helperText={props.words[props.value].help}
      onChange={(event) => {
        const chosen = props.options.find((option) => option === event.target.value);
        if (chosen !== undefined) props.onChange(chosen);
      }}
      slotProps={{ select: { native: true } }}
    >
      {props.options.map((option) => (
        <option key={option} value={option}>
          {props.words[option].title}
        </option>
      ))}
    </TextField>
  );
}
