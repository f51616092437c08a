import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import { formatCount } from '../../display/bytes.ts';
import { toggleStyles } from '../../display/toggle-styles.ts';
import { type Speed, speeds } from './speeds.ts';

/** For which networks it is told how long a pull takes. */
export function SpeedChoice(props: { chosen: readonly Speed[]; onChosen: (chosen: readonly Speed[]) => void }) {
  return (
    <div className="head">
      <span className="aside" id="pull-speeds">
        Time of a pull at, in Mbit/s
      </span>
      <ToggleButtonGroup
        size="small"
        value={props.chosen}
        onChange={(_, chosen: Speed[]) => props.onChosen(speeds.filter((speed) => chosen.includes(speed)))}
        aria-labelledby="pull-speeds"
      >
        {speeds.map((speed) => (
          <ToggleButton key={speed} value={speed} sx={{ ...toggleStyles, py: 0 }}>
            {formatCount(speed)}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
    </div>
  );
}
