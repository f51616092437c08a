import type { Change } from '@aligera/backend/src/answers.ts';
import { useColors } from '../../display/colors.ts';
import { changeWords } from './view-state.ts';

/** A letter and a colour: neither alone has to be understood. */
export function ChangeLetter({ change }: { change: Change }) {
  const { change: colors } = useColors();
  const { letter, title } = changeWords[change];
  return (
    <abbr style={{ color: colors[change], textDecoration: 'none', fontWeight: 700 }} title={title}>
      {letter}
    </abbr>
  );
}
