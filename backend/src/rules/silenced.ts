import { fileCheckOptions, withComments } from '../dockerfile/lint/check-options.ts';
import { hadolintIgnores } from '../dockerfile/lint/hadolint-ignores.ts';
import type { Instruction } from '../dockerfile/syntax.ts';
import type { Subject } from './subject.ts';

/** Whether a comment says of an instruction that none of these checks of BuildKit or hadolint is to be heeded. */
export function isSilenced({ file }: Subject, instruction: Instruction, checks: readonly string[]): boolean {
  const { skip } = withComments(fileCheckOptions(file), instruction.comments);
  if (checks.some((id) => skip === 'all' || skip.has(id))) return true;
  const ignores = hadolintIgnores(file);
  return checks.some((id) => ignores(id, instruction.startLine));
}
