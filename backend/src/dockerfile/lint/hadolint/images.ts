import type { Stage } from '../../syntax.ts';
import { findingAt, hadolintRule, type LintFinding, type LintRule } from '../lint-rule.ts';

export const imageRules: readonly LintRule[] = [
  hadolintRule('DL3006', 'warning', ({ graph }) => {
    const names = new Set<string>();
    return graph.stages.flatMap((stage): LintFinding[] => {
      const { name, tag, digest } = writtenImage(stage);
      const known = names.has(name);
      const [, , as] = stage.from.values;
      if (as !== undefined) names.add(as.text);
      const path = withoutRegistry(name);
      if (path === 'scratch' || digest || tag !== null || path.startsWith('$') || known) return [];
      return [findingAt(stage.from, `Name the tag that is wanted: ${name.slice(0, 80)}:<tag>`, stage.baseText)];
    });
  }),

  hadolintRule('DL3007', 'warning', ({ graph }) =>
    graph.stages.flatMap((stage) => {
      const { tag, digest } = writtenImage(stage);
      if (tag !== 'latest' || digest) return [];
      return [findingAt(stage.from, 'What latest is will change: name the tag that is wanted', stage.baseText)];
    }),
  ),
];

function withoutRegistry(name: string): string {
  const [first = '', ...rest] = name.split('/');
  return rest.length > 0 && (/[.:]/.test(first) || first === 'localhost') ? rest.join('/') : name;
}

/** The base as it is written, variables and all. */
function writtenImage({ baseText }: Stage): { name: string; tag: string | null; digest: boolean } {
  const [named = '', ...digest] = baseText.text.split('@');
  // A colon in the modifier of a variable is none before a tag.
  const colon = named
    .replaceAll(/\$\{[^}]*\}/g, (variable) => '_'.repeat(variable.length))
    .indexOf(':', named.lastIndexOf('/') + 1);
  const tag = colon === -1 ? null : named.slice(colon + 1);
  return { name: colon === -1 ? named : named.slice(0, colon), tag, digest: digest.length > 0 };
}
