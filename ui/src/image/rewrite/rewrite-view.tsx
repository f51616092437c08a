import type { ReadyRewrite, RewriteStep, Variant } from '@aligera/backend/src/rewrite-answers.ts';
import Box from '@mui/material/Box';
import Skeleton from '@mui/material/Skeleton';
import Typography from '@mui/material/Typography';
import type { ReactNode } from 'react';
import { useRewrite } from '../../api/rewrite.ts';
import { FailureNotice } from '../../display/failure-notice.tsx';
import { Name } from '../../display/path.tsx';
import { DroppedList } from './left-out.tsx';
import { stepWords, variantWords } from './rewrite-words.ts';
import { type Choices, useChoices } from './use-choices.ts';
import { VariantView } from './variant-view.tsx';

/** The lighter Dockerfile: variants to choose from, and what the chosen one changes and why. */
export function RewriteView({ id }: { id: string }) {
  const choices = useChoices(id);
  const { rewrite, step } = useRewrite(
    id,
    choices.dropped.map((one) => one.id),
  );
  const { data: answer, error, isPlaceholderData } = rewrite;
  if (error) {
    return (
      <Scrolled>
        <FailureNotice
          title="The Dockerfile could not be rewritten"
          why={error}
          onRetry={() => void rewrite.refetch()}
        />
        <DroppedList dropped={choices.dropped} onTakeBack={choices.takeBack} />
      </Scrolled>
    );
  }
  if (answer === undefined) return <Working step={step} />;
  if (answer.state === 'none') {
    return (
      <Quiet title="Nothing can be proposed">
        <Name name={`${answer.why.charAt(0).toUpperCase()}${answer.why.slice(1)}.`.replace(/\.\.$/, '.')} />
      </Quiet>
    );
  }
  const variant = chosenOf(answer, choices);
  if (variant === null) return <Unchanged rewrite={answer} choices={choices} />;
  return (
    <Scrolled>
      <VariantView id={id} rewrite={answer} variant={variant} choices={choices} stale={isPlaceholderData} />
    </Scrolled>
  );
}

/** The one that the person chose, else the lightest of which nothing is known that may break. */
function chosenOf({ variants }: ReadyRewrite, { variant }: Choices): Variant | null {
  const harmless = variants.filter(({ edits }) => edits.every(({ risk }) => risk.kind !== 'breaking-if'));
  return variants.find((one) => one.variant === variant) ?? harmless.at(-1) ?? variants[0] ?? null;
}

/** Nothing is proposed: the good end where nothing is to be gained, else with what was not sure enough. */
function Unchanged({ rewrite, choices }: { rewrite: ReadyRewrite; choices: Choices }) {
  const unsure = rewrite.absent.filter(({ why }) => why !== 'nothing worth doing');
  const [title, words] =
    choices.dropped.length > 0
      ? ['Nothing is left to change', 'You left out all that was proposed.']
      : unsure.length > 0
        ? ['Nothing is sure enough to be proposed', 'What was looked at, and why it was left alone, is below.']
        : [
            'Already lean: nothing worth doing',
            'No rule found anything in this image that a better Dockerfile would leave out.',
          ];
  return (
    <Scrolled>
      <Quiet title={title}>{words}</Quiet>
      <DroppedList dropped={choices.dropped} onTakeBack={choices.takeBack} />
      {unsure.length > 0 && (
        <Box component="ul" sx={{ m: 0, pl: 2.5, fontSize: '0.8125rem', overflowWrap: 'anywhere' }}>
          {unsure.map(({ variant, why }) => (
            <li key={variant}>
              <strong>{variantWords[variant].title}:</strong> <Name name={why} />
            </li>
          ))}
        </Box>
      )}
    </Scrolled>
  );
}

function Working({ step }: { step: RewriteStep | null }) {
  return (
    <Box role="status" sx={{ display: 'grid', gap: 1.5, alignContent: 'start' }}>
      <Typography variant="body2" color="text.secondary">
        {stepWords(step)}
        {step?.phase === 'bases' && (
          <>
            : <Name name={step.reference} />
          </>
        )}
        …
      </Typography>
      <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: '1fr', lg: '5fr 3fr' } }} aria-hidden="true">
        <Skeleton variant="rounded" height={230} />
        <Skeleton variant="rounded" height={230} />
      </Box>
      <Skeleton variant="rounded" height={180} aria-hidden="true" />
    </Box>
  );
}

function Quiet({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Box role="status" sx={{ py: 6, maxWidth: 640, mx: 'auto', textAlign: 'center', overflowWrap: 'anywhere' }}>
      <Typography variant="subtitle1" component="p" sx={{ fontWeight: 600 }}>
        {title}
      </Typography>
      <Typography color="text.secondary">{children}</Typography>
    </Box>
  );
}

function Scrolled({ children }: { children: ReactNode }) {
  return (
    <Box
      sx={{
        flex: 1,
        minHeight: 0,
        overflow: 'auto',
        position: 'relative',
        display: 'grid',
        gap: 2,
        alignContent: 'start',
        pr: 0.5,
        pb: 1,
      }}
    >
      {children}
    </Box>
  );
}
