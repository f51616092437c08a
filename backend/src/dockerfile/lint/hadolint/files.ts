import { readHeredocWord } from '../../heredoc-words.ts';
import type { Instruction } from '../../syntax.ts';
import { findingAt, hadolintRule, type LintFinding, type LintRule } from '../lint-rule.ts';
import { inStages } from '../lint-subject.ts';
import type { PlainCommand } from '../plain-commands.ts';
import { operands } from './commands.ts';

const archive = /\.(?:tar|Z|bz2|gz|lz|lzma|tZ|tb2|tbz|tbz2|tgz|tlz|tpz|txz|xz)$/;
const unpackers: ReadonlySet<string> = new Set([
  ...['unzip', 'gunzip', 'bunzip2', 'unlzma', 'unxz', 'zgz', 'uncompress', 'zcat', 'gzcat'],
]);

export const fileRules: readonly LintRule[] = [
  hadolintRule('DL3010', 'info', ({ graph, runs }) => {
    const byInstruction = new Map(runs.map((run) => [run.instruction, run]));
    return graph.stages.flatMap(({ instructions }) => {
      const unpacked = new Set<string>();
      return instructions.toReversed().flatMap((instruction): LintFinding[] => {
        if (instruction.name === 'RUN') {
          for (const name of unpackedBy(byInstruction.get(instruction)?.commands ?? [])) unpacked.add(name);
        }
        const copied = instruction.name === 'COPY' && !takesFromStage(instruction) ? archivesIn(instruction) : [];
        if (!copied.some((name) => unpacked.has(name))) return [];
        return [findingAt(instruction, 'ADD unpacks an archive without keeping it in a layer')];
      });
    });
  }),

  hadolintRule('DL3020', 'error', (subject) =>
    inStages(subject, (instruction): LintFinding[] => {
      const add = instruction.onbuild ?? instruction;
      if (add !== instruction || add.name !== 'ADD') return [];
      const plain = add.values.slice(0, -1).find(({ text }) => !isFetchedOrUnpacked(unquoted(text)));
      if (plain === undefined) return [];
      return [findingAt(instruction, 'COPY does only what is wanted here, ADD more than that', plain)];
    }),
  ),
];

function isFetchedOrUnpacked(source: string): boolean {
  return archive.test(source) || /^https?:\/\//.test(source) || typeof (readHeredocWord(source) ?? '') !== 'string';
}

/** Names under which archives come into the image. */
function archivesIn({ values }: Instruction): string[] {
  const names = values.map(({ text }) => baseName(unquoted(text)));
  const target = names.at(-1) ?? '';
  return archive.test(target) ? [target] : names.slice(0, -1).filter((name) => archive.test(name));
}

function takesFromStage({ flags }: Instruction): boolean {
  return flags.some(({ name }) => name === 'from');
}

function unpackedBy(commands: readonly PlainCommand[]): string[] {
  return commands.filter(unpacks).flatMap((command) => operands(command).map(baseName));
}

function unpacks({ name, args }: PlainCommand): boolean {
  if (name !== 'tar') return unpackers.has(name);
  return args.some((arg) => arg === '--extract' || arg === '--get' || (arg.startsWith('-') && arg.includes('x')));
}

function baseName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? '';
}

function unquoted(text: string): string {
  return text.replaceAll(/^["']+|["']+$/g, '');
}
