/** A line of an image's history that stands for a layer. */
export interface LayerLine {
  readonly createdBy: string | null | undefined;
  readonly comment: string | null | undefined;
}

/**
 * Gives each layer its line, from the base up; null where it is not sure which one it is.
 *
 * There must be as many lines as layers (image-spec, config.md). Where a base has too few, BuildKit fills up when it
 * builds on it, but at the end: the lines of the Dockerfile slip down onto layers of the base, and what it adds for the
 * topmost layers describes those very layers. So lines are moved back up as far as the added ones tell.
 */
export function alignLines(lines: readonly LayerLine[], layerCount: number): (string | null)[] {
  if (lines.length !== layerCount) return Array.from({ length: layerCount }, () => null);
  const aligned = lines.map(({ createdBy }) => createdBy || null);
  for (let from = 0, at = 0; at < layerCount; at++) {
    if (!isAdded(lines[at])) continue;
    let end = at;
    while (isAdded(lines[end])) end++;
    aligned.fill(null, from, end);
    moveUp(lines, aligned, from, at, end);
    from = end;
    at = end - 1;
  }
  return aligned;
}

/** Lines `from` to `at` slipped down; those from `at` to `end` were added and tell of the layers at their own places. */
function moveUp(lines: readonly LayerLine[], aligned: (string | null)[], from: number, at: number, end: number): void {
  let slipped = at - 1;
  for (let layer = end - 1; layer >= at; layer--) {
    const added = lines[layer]?.createdBy ?? '';
    if (ofBase.test(added)) return;
    const line = slipped >= from ? lines[slipped] : undefined;
    const instruction = /^\[[^\]]*\] (\S+)/.exec(added)?.[1];
    if (line?.comment === fromDockerfile) {
      if (instruction !== undefined && !line.createdBy?.startsWith(`${instruction} `)) return;
      aligned[layer] = line.createdBy || null;
      slipped--;
    } else {
      // Without a Dockerfile, what was added is all there is.
      slipped = -1;
      aligned[layer] = instruction === undefined ? null : added;
    }
  }
}

const fromDockerfile = 'buildkit.dockerfile.v0';
/** What BuildKit says of layers that it did not make. */
const ofBase = /^(created by buildkit|from local |pulled from )|^$/;

function isAdded(line: LayerLine | undefined): boolean {
  return line?.comment === 'buildkit.exporter.image.v0';
}
