import type { StageEdge } from './syntax.ts';

/**
 * The stages that need each other in a circle, or themselves. Each edge is followed once.
 * Tarjan's algorithm for strongly connected components, with a stack of its own as chains may be long.
 */
export function circularStages(stageCount: number, edges: readonly StageEdge[]): Set<number> {
  const needed: number[][] = Array.from({ length: stageCount }, () => []);
  const circular = new Set<number>();
  for (const { stage, source } of edges) {
    if (source.kind !== 'stage') continue;
    needed[stage]?.push(source.index);
    if (source.index === stage) circular.add(stage);
  }
  const seenAt = new Int32Array(stageCount).fill(-1);
  const lowest = new Int32Array(stageCount);
  const nextEdge = new Int32Array(stageCount);
  const open = new Uint8Array(stageCount);
  const component: number[] = [];
  let seen = 0;
  for (let root = 0; root < stageCount; root++) {
    if (seenAt[root] !== -1) continue;
    const way = [root];
    for (let stage = way.at(-1); stage !== undefined; stage = way.at(-1)) {
      if (seenAt[stage] === -1) {
        seenAt[stage] = lowest[stage] = seen++;
        open[stage] = 1;
        component.push(stage);
      }
      const next = needed[stage]?.[nextEdge[stage] ?? 0];
      nextEdge[stage] = (nextEdge[stage] ?? 0) + 1;
      if (next === undefined) {
        way.pop();
        close(stage, way.at(-1));
      } else if (seenAt[next] === -1) way.push(next);
      else if (open[next] === 1) lowest[stage] = Math.min(lowest[stage] ?? 0, seenAt[next] ?? 0);
    }
  }
  return circular;

  function close(stage: number, before: number | undefined): void {
    if (before !== undefined) lowest[before] = Math.min(lowest[before] ?? 0, lowest[stage] ?? 0);
    if (lowest[stage] !== seenAt[stage]) return;
    const members = component.splice(component.lastIndexOf(stage));
    for (const member of members) {
      open[member] = 0;
      if (members.length > 1) circular.add(member);
    }
  }
}
