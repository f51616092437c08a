import { expandedTexts } from '../../expand/expanded-texts.ts';
import { readArguments } from '../../expand/global-variables.ts';
import type { Instruction, Range } from '../../syntax.ts';
import { followSubject } from '../follow-subject.ts';
import { buildkitRule, findingAt, type LintFinding } from '../lint-rule.ts';
import type { LintSubject } from '../lint-subject.ts';

const forBuilder: ReadonlySet<string> = new Set(['BUILDKIT_SBOM_SCAN_CONTEXT', 'BUILDKIT_SBOM_SCAN_STAGE']);

export const undefinedVar = buildkitRule('UndefinedVar', 'undefined-var', (subject) => {
  const known = stagesWithKnownBase(subject);
  return followSubject(subject, ({ stage, instruction, scope, expand }) => {
    if (!known[stage.index]) return [];
    const declared = new Set<string>();
    return textsOf(instruction).flatMap(({ text, at, heredoc, declares }) => {
      const lexed = text === null ? null : expand(text, heredoc);
      const missing = lexed?.kind === 'expanded' ? [...lexed.missing] : [];
      const undeclared = missing.filter(
        (name) => !declared.has(name) && !forBuilder.has(name) && !scope.isDeclared(name),
      );
      if (declares !== null) declared.add(declares);
      return undeclared.map((name) => undefinedAt(instruction, at, name));
    });
  });
});

interface Text {
  readonly text: string | null;
  readonly at: Range;
  readonly heredoc: boolean;
  /** The ARG that is declared once the text was expanded. */
  readonly declares: string | null;
}

function textsOf(instruction: Instruction): Text[] {
  if (instruction.name !== 'ARG') {
    return expandedTexts(instruction).map((text) => ({ ...text, at: text, declares: null }));
  }
  return readArguments(instruction).map(({ name, value }, i) => ({
    text: value,
    at: instruction.values[i] ?? instruction,
    heredoc: false,
    declares: name,
  }));
}

function undefinedAt(instruction: Instruction, at: Range, name: string): LintFinding {
  return findingAt(instruction, `$${name} is not defined here`, at);
}

/** Whether all variables that a stage has are known: those of scratch are, those of an image where they were told. */
function stagesWithKnownBase({ graph, options }: LintSubject): boolean[] {
  const known: boolean[] = [];
  for (const stage of graph.stages) {
    const { base } = stage;
    if (base.kind === 'stage') known.push(known[base.index] ?? false);
    else known.push(base.kind === 'scratch' || (options.baseVariables?.(stage) ?? null) !== null);
  }
  return known;
}
