import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { EnvironmentFields } from './environment-fields.tsx';
import type { ReadSettings } from './read-settings.ts';
import { type Choice, ChoiceField, WrittenField } from './settings-fields.tsx';
import { buildNetworks, isUsual, runNetworks, usualSettings, type WrittenSettings } from './written-settings.ts';

const runNetworkWords: Choice<WrittenSettings['network']> = {
  isolated: { title: 'Isolated', help: 'They reach nothing' },
  open: { title: 'Open', help: 'They reach what this machine reaches' },
};
const buildNetworkWords: Choice<WrittenSettings['buildNetwork']> = {
  default: { title: 'Default', help: 'As docker build has it' },
  host: { title: 'Host', help: 'That of the engine’s machine' },
  none: { title: 'None', help: 'It reaches nothing' },
};

/** How both images are run, and the variant built: all has a default. */
export function SettingsForm(props: {
  written: WrittenSettings;
  errors: ReadSettings['errors'];
  onWritten: (next: WrittenSettings) => void;
}) {
  const { written, errors, onWritten } = props;
  const change = (some: Partial<WrittenSettings>) => onWritten({ ...written, ...some });
  const field = { written, errors, onChange: change };
  return (
    <Box sx={styles}>
      <fieldset>
        <legend>How both are started</legend>
        <div className="fields">
          <WrittenField {...field} name="entrypoint" label="Entrypoint" help="In place of ENTRYPOINT" code />
          <WrittenField {...field} name="args" label="Command" help="In place of CMD; no shell is put in front" code />
          <WrittenField {...field} name="memoryMebibytes" label="Memory, MiB" help="For each of them" />
          <WrittenField {...field} name="cpus" label="Processors" help="For each of them" />
          <WrittenField
            {...field}
            name="secondsToStart"
            label="Time to start, s"
            help="Until it listens, or has ended"
          />
          <WrittenField
            {...field}
            name="secondsToObserve"
            label="Time to watch, s"
            help="How long it must keep running"
          />
          <ChoiceField
            label="Network of both"
            value={written.network}
            options={runNetworks}
            words={runNetworkWords}
            onChange={(network) => change({ network })}
          />
        </div>
        <EnvironmentFields env={written.env} error={errors.env ?? null} onEnv={(env) => change({ env })} />
      </fieldset>
      <fieldset>
        <legend>What is compared</legend>
        <div className="fields">
          <WrittenField
            {...field}
            name="requests"
            label="HTTP paths"
            help="One a line, as /books or POST /books"
            lines
          />
          <WrittenField
            {...field}
            name="files"
            label="Files and folders"
            help="One a line; their content in the end"
            lines
          />
          <WrittenField
            {...field}
            name="ports"
            label="Ports"
            help="That they listen to, where the image does not say"
          />
          <WrittenField
            {...field}
            name="testCommand"
            label="Test command"
            help="Run within both once they have started"
            code
          />
        </div>
      </fieldset>
      <fieldset>
        <legend>How the variant is built</legend>
        <div className="fields">
          <ChoiceField
            label="Network of RUN"
            value={written.buildNetwork}
            options={buildNetworks}
            words={buildNetworkWords}
            onChange={(buildNetwork) => change({ buildNetwork })}
          />
          <WrittenField
            {...field}
            name="buildMinutes"
            label="At most, minutes"
            help="A build that takes longer is given up"
          />
          <WrittenField
            {...field}
            name="budgetMinutes"
            label="In all, minutes"
            help="After that no other variant is tried"
          />
        </div>
      </fieldset>
      <div>
        <Button size="small" variant="text" disabled={isUsual(written)} onClick={() => onWritten(usualSettings)}>
          Back to the defaults
        </Button>
      </div>
    </Box>
  );
}

const styles = {
  display: 'grid',
  gridTemplateColumns: 'minmax(0, 1fr)',
  gap: 2,
  pt: 1,
  // MUI's own fields have such parts, too.
  '& > fieldset': { border: 0, m: 0, p: 0, minWidth: 0 },
  '& > fieldset > legend': { p: 0, pb: 1.25, fontWeight: 600 },
  '& .fields': {
    display: 'grid',
    gap: '10px 12px',
    gridTemplateColumns: 'repeat(auto-fill, minmax(210px, 1fr))',
    alignItems: 'start',
  },
} as const;
