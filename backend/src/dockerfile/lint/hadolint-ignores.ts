import { lineAt } from '../lines.ts';
import type { Dockerfile } from '../syntax.ts';

/** Which of hadolint's rules are not to be told at a line. */
export type HadolintIgnores = (id: string, line: number) => boolean;

type Scope = 'line' | 'stage' | 'global';

const pragma =
  /^hadolint[ \t]+(?:(stage|global)[ \t]+)?ignore[ \t]*=[ \t]*([DLSC\d]+(?:[ \t]*,[ \t]*[DLSC\d]+)*)[ \t]*(?:#.*)?$/;

/**
 * Reads `# hadolint ignore=DL3008` above an instruction, where other comments may stand between, `# hadolint stage
 * ignore=…` above a FROM, and `# hadolint global ignore=…` anywhere.
 */
export function hadolintIgnores(file: Dockerfile): HadolintIgnores {
  const global = new Set<string>();
  const lines = new Map<number, Set<string>>();
  const stages = new Map<number, Set<string>>();
  for (const { scope, ids, line } of pragmas(file)) {
    const ignored = scope === 'global' ? global : setAt(scope === 'stage' ? stages : lines, line);
    for (const id of ids) ignored.add(id);
  }
  const starts = file.instructions.filter(({ name }) => name === 'FROM').map(({ startLine }) => startLine);
  return (id, line) => {
    if (global.has(id) || lines.get(line)?.has(id)) return true;
    // The stage is that of the last FROM above the line.
    return stages.size > 0 && stages.get(starts[lineAt(starts, line - 1) - 1] ?? 0)?.has(id) === true;
  };
}

interface Pragma {
  readonly scope: Scope;
  readonly ids: readonly string[];
  /** Of the instruction right behind the block of comments; 0 where there is none. */
  readonly line: number;
}

/** Every pragma that is not within an instruction. */
function pragmas({ comments, instructions }: Dockerfile): Pragma[] {
  const found: Pragma[] = [];
  let block = 0;
  let next = instructions.length - 1;
  for (let i = comments.length - 1; i >= 0; i--) {
    const { line = 0, text = '' } = comments[i] ?? {};
    // The line behind the block of comments that this one belongs to.
    block = comments[i + 1]?.line === line + 1 ? block : line + 1;
    while (next >= 0 && (instructions[next]?.startLine ?? 0) > line) next--;
    const before = instructions[next];
    if (before !== undefined && before.endLine >= line) continue;
    const [whole, scope, ids = ''] = pragma.exec(text.slice(0, 1000)) ?? [];
    if (whole === undefined) continue;
    found.push({
      scope: scope === 'stage' || scope === 'global' ? scope : 'line',
      ids: ids.split(',').map((id) => id.trim()),
      line: instructions[next + 1]?.startLine === block ? block : 0,
    });
  }
  return found;
}

function setAt(sets: Map<number, Set<string>>, line: number): Set<string> {
  const set = sets.get(line) ?? new Set();
  sets.set(line, set);
  return set;
}
