import type { RewriteStep, Risk, VariantName } from '@aligera/backend/src/rewrite-answers.ts';

export const variantWords: Readonly<Record<VariantName, { readonly title: string; readonly goal: string }>> = {
  tidy: { title: 'Tidy', goal: 'Same base, without leftovers' },
  slim: { title: 'Slim', goal: 'On a smaller base of the same kind' },
  'multi-stage': { title: 'Multi-stage', goal: 'Built in one stage, run in another' },
  distroless: { title: 'Distroless', goal: 'No shell and no package manager' },
};

export const riskWords: Readonly<Record<Risk['kind'], { readonly title: string; readonly meaning: string }>> = {
  safe: { title: 'Safe', meaning: 'The image does the same as before.' },
  review: { title: 'Look once', meaning: 'The image should do the same as before: a person should look at it once.' },
  'breaking-if': { title: 'May break', meaning: 'It does not do the same where the named condition holds.' },
};

export function stepWords(step: RewriteStep | null): string {
  if (step === null) return 'Looking at the Dockerfile';
  switch (step.phase) {
    case 'bases':
      return `Looking into bases that the engine has, ${step.done + 1} of ${step.total}`;
    case 'rules':
      return 'Trying the rules, and what fits together';
  }
}
