import type { VerificationPlan } from '@aligera/backend/src/verify-answers.ts';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useState } from 'react';
import { useGiving } from '../../api/project.ts';
import { Bytes } from '../../display/bytes-text.tsx';
import { FailureNotice } from '../../display/failure-notice.tsx';
import { Name } from '../../display/path.tsx';
import { panelStyles } from './panel-styles.ts';
import { SettingsForm } from './settings/settings-form.tsx';
import { isUsual } from './settings/written-settings.ts';
import type { Proving } from './use-proving.ts';

/** By which the button that begins it is described. */
export const proofWordsId = 'what-proving-does';

/** What proving does, said before it is begun: what from, at what cost, how it is run. */
export function PlanView(props: {
  id: string;
  proving: Proving;
  /** There is a verdict: what it took is news no more. */
  isKnown: boolean;
}) {
  const { id, proving, isKnown } = props;
  const { plan, folder, stepBack } = proving;
  const mistakes = Object.keys(proving.errors).length;
  const [open, setOpen] = useState(mistakes > 0);
  const lacking = plan.data?.needs === 'folder' && folder === null ? plan.data : null;
  return (
    <Box component="section" aria-label="How it is proven" sx={panelStyles}>
      <p id={proofWordsId} className={isKnown ? 'aside' : ''}>
        <ProofWords proving={proving} />
      </p>
      {plan.error && (
        <FailureNotice
          title="It cannot be proven here"
          why={plan.error}
          severity="warning"
          onRetry={() => void plan.refetch()}
        />
      )}
      {lacking !== null && <FolderNeeded id={id} why={lacking.why} />}
      <label>
        <input type="checkbox" checked={stepBack} onChange={(event) => proving.setStepBack(event.target.checked)} />{' '}
        Find the lightest that works: where this one fails or differs, try the next safer variant
      </label>
      <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          Settings
          {mistakes > 0 ? ', with a mistake' : isUsual(proving.written) ? '' : ', changed for this image'}
        </summary>
        {open && <SettingsForm written={proving.written} errors={proving.errors} onWritten={proving.setWritten} />}
      </details>
    </Box>
  );
}

function ProofWords({ proving: { plan, folder, written } }: { proving: Proving }) {
  const needsFolder = plan.data?.needs === 'folder' && folder === null;
  return (
    <>
      <strong>Proving</strong> builds this variant, runs it beside the original, compares and measures both.{' '}
      {written.network === 'isolated'
        ? 'Both run isolated: they reach nothing.'
        : 'Both reach what this machine reaches, as you set it.'}{' '}
      {plan.data && !needsFolder && <FilesFrom needs={plan.data.needs} folder={folder} />}{' '}
      {plan.data && (
        <>
          It takes about <Bytes value={plan.data.disk.bytes} /> of the engine’s disk, and leaves nothing but build
          cache.
        </>
      )}
    </>
  );
}

function FilesFrom({ needs, folder }: { needs: VerificationPlan['needs']; folder: string | null }) {
  if (needs === 'none') return 'It copies no files of the project.';
  if (folder === null) return 'What it copies is taken from the original image, as no folder was given.';
  return (
    <>
      Its files come from the folder <Name name={folder} />.
    </>
  );
}

function FolderNeeded({ id, why }: { id: string; why: string | null }) {
  const { folder, cancelFolder } = useGiving(id);
  return (
    <>
      <Alert
        severity="info"
        variant="outlined"
        sx={{ py: 0 }}
        action={
          <Button
            size="small"
            variant="text"
            onClick={() => (folder.isPending ? cancelFolder() : folder.mutate())}
            sx={{ whiteSpace: 'nowrap' }}
          >
            {folder.isPending ? 'Cancel reading it' : 'Choose the project folder…'}
          </Button>
        }
      >
        The project folder is needed to build it{why === null ? '.' : ': '}
        {why !== null && <Name name={why} />}
      </Alert>
      {folder.error && <FailureNotice title="The folder could not be read" why={folder.error} />}
    </>
  );
}
