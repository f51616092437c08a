import type { InspectionProblem } from '@aligera/backend/src/inspection-answers.ts';
import Box from '@mui/material/Box';
import { counted } from '../../display/bytes.ts';
import { Name } from '../../display/path.tsx';

const shownProblems = 100;

/** What could not be looked at: nothing is left out without a word. */
export function Problems({ problems }: { problems: readonly InspectionProblem[] }) {
  if (problems.length === 0) return null;
  return (
    <Box
      component="details"
      sx={{ mt: 2, fontSize: '0.8125rem', '& summary': { cursor: 'pointer', color: 'text.secondary' } }}
    >
      <summary>{counted(problems.length, 'thing')} could not be looked at</summary>
      <Box component="ul" sx={{ m: 0, mt: 1, pl: 3, overflowWrap: 'anywhere' }}>
        {problems.slice(0, shownProblems).map(({ inspector, path, why }) => (
          <li key={`${inspector} ${path} ${why}`}>
            {inspector}: {path !== null && <Name name={path} />} <Name name={why} />
          </li>
        ))}
      </Box>
    </Box>
  );
}
