import { lint } from './dockerfile/lint/lint.ts';
import { parseDockerfile } from './dockerfile/parse-dockerfile.ts';
import { refusedInstructions } from './dockerfile/refused-instructions.ts';
import { readStages } from './dockerfile/stages.ts';
import type { Dockerfile, Instruction, StageGraph, StageSource } from './dockerfile/syntax.ts';
import { tokenize } from './dockerfile/tokens.ts';
import type {
  DockerfileMessage,
  DockerfileView,
  InstructionReport,
  LineBytes,
  LineFinding,
  StageEdgeReport,
  StageReport,
} from './dockerfile-answers.ts';
import type { ImageModel } from './image/image-model.ts';
import type { Finding } from './inspection-answers.ts';
import type { Boundary, RecoveredDockerfile } from './recovery-answers.ts';

/** Longer texts are shown without colours. */
const colouredLength = 1 << 20;
/** Longer texts are not linted. */
const lintedLength = 256 << 10;
/** Hostile files have a hundred thousand. */
const maxMessages = 3000;

/** What each line of a recovered Dockerfile cost, and what is to be known of it. */
export function annotateDockerfile(
  recovered: RecoveredDockerfile,
  boundary: Boundary,
  model: ImageModel,
  findings: readonly Finding[],
): DockerfileView {
  const file = parseDockerfile(recovered.text);
  const graph = readStages(file, {
    buildArgs: new Map(Object.entries(recovered.buildArgs)),
    ...(recovered.target !== null && { target: recovered.target }),
  });
  const result = resultStage(graph, recovered.target);
  const instructions = instructionReports(file, graph, result, recovered, boundary, model, findings);
  return {
    tokens: recovered.text.length > colouredLength ? [] : tokenize(file),
    instructions,
    stages: stageReports(graph, result),
    edges: graph.edges.flatMap((edge) => edgeReport(edge)),
    messages: messagesOf(recovered, file, graph, instructions),
  };
}

function resultStage({ stages }: StageGraph, target: string | null): number {
  const named = stages.findLast(
    ({ name, index }) => target !== null && (name === target.toLowerCase() || String(index) === target),
  );
  return named?.index ?? stages.length - 1;
}

function instructionReports(
  file: Dockerfile,
  graph: StageGraph,
  result: number,
  recovered: RecoveredDockerfile,
  boundary: Boundary,
  model: ImageModel,
  findings: readonly Finding[],
): InstructionReport[] {
  const layersOf = new Map(recovered.lines.instructions.map(({ index, layers }) => [index, layers]));
  const stageOf = new Map<Instruction, number>();
  for (const { index, from, instructions } of graph.stages) {
    for (const instruction of [from, ...instructions]) stageOf.set(instruction, index);
  }
  const baseFrom = fromOfBase(graph, result);
  const baseLayers = boundary.state === 'known' ? Array.from({ length: boundary.layers }, (_, layer) => layer) : [];
  return file.instructions.map((instruction, index) => {
    const isBase = instruction === baseFrom && baseLayers.length > 0;
    const made = layersOf.get(index) ?? [];
    // What the base's ONBUILD triggers made stands at the FROM too; what the base is, the boundary says alone.
    const triggered = made.filter((layer) => recovered.lines.layers[layer]?.kind === 'instruction');
    const layers = isBase ? [...new Set([...baseLayers, ...triggered])].sort((a, b) => a - b) : made;
    return {
      name: instruction.name,
      startLine: instruction.startLine,
      endLine: instruction.endLine,
      stage: stageOf.get(instruction) ?? null,
      layers,
      bytes: layers.length === 0 ? null : bytesOf(layers, isBase, model),
      findings: findingsIn(layers, findings),
    };
  });
}

/** The FROM that names the image below all stages that the result builds on. */
function fromOfBase({ stages }: StageGraph, result: number): Instruction | null {
  let stage = stages[result];
  // A stage builds on one above it, so this ends.
  while (stage?.base.kind === 'stage' && stage.base.index < stage.index) stage = stages[stage.base.index];
  return stage?.base.kind === 'image' ? stage.from : null;
}

function bytesOf(layers: readonly number[], inherited: boolean, { accounting }: ImageModel): LineBytes {
  let stored = 0;
  let reclaimable = 0;
  for (const layer of layers) {
    stored += accounting.layers[layer]?.storedBytes ?? 0;
    reclaimable += accounting.layers[layer]?.reclaimableBytes ?? 0;
  }
  return { stored, live: stored - reclaimable, reclaimable, inherited };
}

function findingsIn(layers: readonly number[], findings: readonly Finding[]): LineFinding[] {
  if (layers.length === 0) return [];
  const own = new Set(layers);
  return findings
    .flatMap(({ id, title, layers: stored }) => {
      const bytes = stored.reduce((sum, { layer, bytes }) => (own.has(layer) ? sum + bytes : sum), 0);
      return bytes === 0 ? [] : [{ id, title, bytes }];
    })
    .sort((a, b) => b.bytes - a.bytes);
}

function stageReports({ stages, edges }: StageGraph, result: number): StageReport[] {
  const used = new Set<number>();
  const open = result < 0 ? [] : [result];
  const usedBy = Map.groupBy(edges, ({ stage }) => stage);
  for (let stage = open.pop(); stage !== undefined; stage = open.pop()) {
    if (used.has(stage)) continue;
    used.add(stage);
    for (const { source } of usedBy.get(stage) ?? []) if (source.kind === 'stage') open.push(source.index);
  }
  return stages.map(({ index, name, base, baseText, platform, startLine, endLine }) => ({
    index,
    name,
    base: { kind: base.kind, text: textOf(base, baseText.text) },
    platform,
    startLine,
    endLine,
    isResult: index === result,
    isUsed: used.has(index),
  }));
}

function textOf(source: StageSource, written: string): string {
  if (source.kind === 'image') return source.reference.text;
  return source.kind === 'unknown' ? source.why : written;
}

function edgeReport({ kind, stage, source, instruction }: StageGraph['edges'][number]): StageEdgeReport[] {
  const paths = kind === 'copy' ? instruction.values.slice(0, -1).map(({ text }) => text) : [];
  const line = instruction.startLine;
  if (source.kind === 'stage') return [{ kind, stage, from: { stage: source.index }, line, paths }];
  return source.kind === 'image' ? [{ kind, stage, from: { image: source.reference.text }, line, paths }] : [];
}

function messagesOf(
  { text, buildArgs, target, exactness }: RecoveredDockerfile,
  file: Dockerfile,
  graph: StageGraph,
  instructions: readonly InstructionReport[],
): DockerfileMessage[] {
  // No more than the image has layers, and a FROM: hostile files have tens of thousands of lines, and messages.
  const storing = instructions.filter(({ bytes }) => bytes !== null);
  const refused = [...file.errors, ...refusedInstructions(file), ...graph.errors].map(
    ({ line, message, hint }): DockerfileMessage => ({
      severity: 'error',
      tool: 'parser',
      id: null,
      startLine: line,
      endLine: line,
      message,
      hint,
      url: null,
      bytes: storedAt(line, line, storing),
    }),
  );
  // A text that we wrote ourselves is nobody's to be taught about, and hostile ones take long.
  const lints = exactness !== 'reconstructed' && text.length <= lintedLength;
  const options = { buildArgs: new Map(Object.entries(buildArgs)), ...(target !== null && { target }) };
  const found = (lints ? lint(file, options) : []).map(
    ({ id, tool, severity, startLine, endLine, message, url }): DockerfileMessage => ({
      severity,
      tool,
      id,
      startLine,
      endLine,
      message,
      hint: null,
      url,
      bytes: storedAt(startLine, endLine, storing),
    }),
  );
  return withinLimit([...refused, ...found]).sort((a, b) => a.startLine - b.startLine);
}

/** Errors before warnings; after very many messages only one that says so. */
function withinLimit(messages: readonly DockerfileMessage[]): DockerfileMessage[] {
  const [first] = messages.slice(maxMessages);
  if (first === undefined) return [...messages];
  const more = `${messages.length - maxMessages} more messages are left out`;
  return [
    ...messages.slice(0, maxMessages),
    { ...first, tool: 'parser', id: null, message: more, hint: null, url: null },
  ];
}

/** Stored bytes of the layers that lines made. */
function storedAt(start: number, end: number, storing: readonly InstructionReport[]): number | null {
  const there = storing.filter(({ startLine, endLine }) => startLine <= end && endLine >= start);
  return there.length === 0 ? null : there.reduce((sum, { bytes }) => sum + (bytes?.stored ?? 0), 0);
}
