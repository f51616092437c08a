import type { ReadyRewrite, SuggestedEdit, Variant } from '@aligera/backend/src/rewrite-answers.ts';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import LinearProgress from '@mui/material/LinearProgress';
import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import { useState } from 'react';
import { useAnalysis } from '../../api/analysis.ts';
import { useProject } from '../../api/project.ts';
import { useFreshVerifications } from '../../api/verifications.ts';
import { oneOf, useRemembered } from '../../app/remembered.ts';
import { counted } from '../../display/bytes.ts';
import { Name } from '../../display/path.tsx';
import { toggleStyles } from '../../display/toggle-styles.ts';
import { newestVerdict } from '../verify/found-verdicts.ts';
import { ProveButton } from '../verify/prove-button.tsx';
import { useProving } from '../verify/use-proving.ts';
import { VerifyPanel } from '../verify/verify-panel.tsx';
import { type AskedLine, type DiffMode, DiffView, diffModes } from './diff-view.tsx';
import type { NumberedEdit } from './edit-card.tsx';
import { DroppedList, RuleSwitches, SkippedRules } from './left-out.tsx';
import { RemovedCard } from './removed-card.tsx';
import { RewriteActions } from './rewrite-actions.tsx';
import { variantWords } from './rewrite-words.ts';
import { UseButton } from './use-button.tsx';
import type { Choices } from './use-choices.ts';
import { useSaving } from './use-saving.ts';
import { VariantLadder } from './variant-ladder.tsx';

const modeWords: Readonly<Record<DiffMode, string>> = { split: 'Side by side', unified: 'Unified' };

/** The chosen variant: what it takes away, its changes with their reasons, and what can be done with it. */
export function VariantView(props: {
  id: string;
  rewrite: ReadyRewrite;
  variant: Variant;
  choices: Choices;
  /** The answer for the latest choices is on its way; what is shown is that of before. */
  stale: boolean;
}) {
  const { id, rewrite, variant, choices, stale } = props;
  const project = useProject(id);
  const [mode, setMode] = useRemembered<DiffMode>('rewrite-diff', (stored) => oneOf(diffModes, stored));
  const { start } = rewrite;
  const analysis = useAnalysis(id);
  const saving = useSaving(start, variant, project.data ?? null);
  const left = choices.dropped.map((one) => one.id);
  const proving = useProving(id, {
    source: analysis.data?.source ?? null,
    variant: variant.variant,
    dropped: left,
    project: project.data ?? null,
    isStale: stale,
  });
  useFreshVerifications(id, rewrite, project.data);
  const [line, setLine] = useState<AskedLine | null>(null);
  const edits = variant.edits.map(
    (edit, i): NumberedEdit => ({ edit, number: i + 1, effect: proving.effects.get(edit.id) ?? null }),
  );
  const inDockerfile = edits.filter(({ edit }) => edit.from.length + edit.to.length > 0 || edit.ignored.length === 0);
  const ignoring = edits.filter(({ edit }) => edit.ignored.length > 0);
  const dropped = new Set(left);
  const drop = ({ id: edit, title }: SuggestedEdit) => choices.drop({ id: edit, title });
  return (
    <>
      {start.reconstructed !== null && (
        <Alert severity="info" variant="outlined" sx={{ py: 0 }}>
          <Name name={start.reconstructed} />
        </Alert>
      )}
      <Box
        sx={{
          display: 'grid',
          gap: 2,
          alignItems: 'start',
          gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: 'minmax(0, 5fr) minmax(260px, 2fr)' },
        }}
      >
        <VariantLadder
          rewrite={rewrite}
          chosen={variant.variant}
          onChoose={choices.choose}
          verdictOf={(name) => newestVerdict(proving.known, name, left)}
        />
        <RemovedCard variant={variant} />
      </Box>
      <DroppedList dropped={choices.dropped} onTakeBack={choices.takeBack} />
      <RewriteActions
        start={start}
        variant={variant}
        saving={saving}
        stale={stale}
        isPrimary={proving.isProven || !proving.canRun}
        prove={
          proving.canRun && <ProveButton proving={proving} again={proving.found !== null} primary={!proving.isProven} />
        }
      >
        <Box role="status" sx={{ fontSize: '0.875rem', fontWeight: 600, flex: 1, minWidth: 200 }}>
          {variantWords[variant.variant].title}: {counted(edits.length, 'change')}
          {stale && ', being worked out anew…'}
        </Box>
        <ToggleButtonGroup
          size="small"
          exclusive
          value={mode}
          onChange={(_, next: DiffMode | null) => next && setMode(next)}
          aria-label="How changes are shown"
          sx={{ mr: 0.5 }}
        >
          {diffModes.map((one) => (
            <ToggleButton key={one} value={one} sx={toggleStyles}>
              {modeWords[one]}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
      </RewriteActions>
      <VerifyPanel
        id={id}
        variant={variant}
        choices={choices}
        proving={proving}
        onLine={(number) => setLine({ number, asked: Date.now() })}
        use={<UseButton saving={saving} disabled={stale} />}
      />
      {/* Not dimmed: what is shown stays readable, and fits what was asked a moment ago. */}
      <Box aria-busy={stale} sx={{ display: 'grid', gap: 2, minWidth: 0, position: 'relative' }}>
        {stale && (
          <LinearProgress
            aria-label="Working out the changes anew"
            sx={{ position: 'absolute', insetInline: 0, top: -8 }}
          />
        )}
        {variant.dockerfile !== start.text && (
          <DiffView
            path={start.filename}
            before={start.text}
            after={variant.dockerfile}
            edits={inDockerfile}
            mode={mode}
            dropped={dropped}
            onDrop={drop}
            line={line}
          />
        )}
        {variant.ignoreFile !== null && (
          <DiffView
            path={variant.ignoreFile.path}
            before={start.ignoreFile?.text ?? null}
            after={variant.ignoreFile.text}
            edits={ignoring.map(inIgnoreFile(variant.ignoreFile.text))}
            mode={mode}
            dropped={dropped}
            onDrop={drop}
            line={null}
          />
        )}
      </Box>
      <RuleSwitches
        rules={rewrite.rules}
        used={new Set([...rewrite.variants.flatMap((one) => one.edits.map(({ rule }) => rule)), ...dropped])}
        busy={stale}
        onSwitch={({ id: rule, title, off }) =>
          off ? choices.takeBack(rule) : choices.drop({ id: rule, title: `Rule: ${title}` })
        }
      />
      <SkippedRules skipped={variant.skipped} rules={rewrite.rules} />
    </>
  );
}

/** The same edit with its place in the ignore file: the lines that it adds there. */
function inIgnoreFile(text: string) {
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''));
  return ({ edit, ...more }: NumberedEdit): NumberedEdit => ({
    ...more,
    edit: {
      ...edit,
      from: [],
      to: edit.ignored.flatMap((ignored) => {
        const at = lines.lastIndexOf(ignored) + 1;
        return at === 0 ? [] : [{ start: at, end: at }];
      }),
    },
  });
}
