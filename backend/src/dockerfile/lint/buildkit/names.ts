import { buildkitRule, fileFinding, findingAt, type LintRule } from '../lint-rule.ts';
import { inStages } from '../lint-subject.ts';

const reserved: ReadonlySet<string> = new Set(['context', 'scratch']);

export const nameRules: readonly LintRule[] = [
  buildkitRule('StageNameCasing', 'stage-name-casing', ({ graph }) =>
    graph.stages.flatMap(({ from }) => {
      const name = from.values[2];
      if (from.values.length !== 3 || name === undefined || name.text === name.text.toLowerCase()) return [];
      return [findingAt(from, `Write the stage name '${name.text}' in small letters`, name)];
    }),
  ),

  buildkitRule('FromAsCasing', 'from-as-casing', ({ graph }) =>
    graph.stages.flatMap(({ from }) => {
      const as = from.values[1];
      if (from.values.length < 3 || as === undefined) return [];
      const { keyword } = from;
      const lower = keyword === keyword.toLowerCase();
      if (!lower && keyword !== keyword.toUpperCase()) return [];
      if (as.text === (lower ? as.text.toLowerCase() : as.text.toUpperCase())) return [];
      return [findingAt(from, `'${as.text}' is not written in the case of '${keyword}'`, as)];
    }),
  ),

  buildkitRule('ConsistentInstructionCasing', 'consistent-instruction-casing', (subject) => {
    const { stages } = subject.graph;
    const all = stages.flatMap(({ from, instructions }) => [from, ...instructions]);
    const lower = all.filter(({ keyword }) => keyword === keyword.toLowerCase()).length;
    const upper = all.filter(({ keyword }) => keyword === keyword.toUpperCase() && keyword !== keyword.toLowerCase());
    const majority = lower > upper.length ? 'small' : 'capital';
    return all.flatMap((instruction) => {
      const { keyword, keywordRange } = instruction;
      if (keyword === (majority === 'small' ? keyword.toLowerCase() : keyword.toUpperCase())) return [];
      const message = `'${keyword}' is not written in ${majority} letters, as most instructions are`;
      return [fileFinding(instruction, message, keywordRange)];
    });
  }),

  buildkitRule('DuplicateStageName', 'duplicate-stage-name', ({ graph }) => {
    const seen = new Set<string>();
    return graph.stages.flatMap(({ name, nameRange, from }) => {
      if (name === null || nameRange === null) return [];
      const known = seen.has(name);
      seen.add(name);
      return known ? [fileFinding(from, `There is a stage '${name}' before this one`, nameRange)] : [];
    });
  }),

  buildkitRule('ReservedStageName', 'reserved-stage-name', ({ graph }) =>
    graph.stages.flatMap(({ name, nameRange, from }) => {
      if (name === null || nameRange === null || !reserved.has(name)) return [];
      return [fileFinding(from, `'${name}' means something else to the builder, and should name no stage`, nameRange)];
    }),
  ),

  buildkitRule('MaintainerDeprecated', 'maintainer-deprecated', ({ file }) =>
    file.instructions
      .filter(({ name }) => name === 'MAINTAINER')
      .map((instruction) => findingAt(instruction, 'MAINTAINER is deprecated: write a LABEL instead')),
  ),

  buildkitRule('LegacyKeyValueFormat', 'legacy-key-value-format', (subject) =>
    inStages(subject, (instruction) => {
      const { name, values } = instruction;
      if ((name !== 'ENV' && name !== 'LABEL') || values.length !== 3 || values[2]?.text !== '') return [];
      return [findingAt(instruction, `Write ${name} name=value: the form with a space is an old one`)];
    }),
  ),
];
