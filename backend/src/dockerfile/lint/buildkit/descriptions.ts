import { readArguments } from '../../expand/global-variables.ts';
import { buildkitRule, findingAt, type LintFinding } from '../lint-rule.ts';

export const invalidDefinitionDescription = buildkitRule(
  'InvalidDefinitionDescription',
  'invalid-definition-description',
  ({ file, graph }) => {
    const names = new Map(graph.stages.map(({ from, name }) => [from, name]));
    return file.instructions.flatMap((instruction): LintFinding[] => {
      const comment = instruction.comments.at(-1);
      const defined =
        instruction.name === 'ARG'
          ? readArguments(instruction).map(({ name }) => name)
          : [names.get(instruction) ?? null].filter((name) => name !== null);
      const [first = ''] = defined;
      if (comment === undefined || defined.length === 0 || defined.includes(comment.split(' ')[0] ?? '')) return [];
      const example = defined.length > 1 ? 'NAME' : first;
      return [
        findingAt(instruction, `Write what it is as \`# ${example} …\`, or leave a \`#\` line below the comment`),
      ];
    });
  },
  { experimental: true },
);
