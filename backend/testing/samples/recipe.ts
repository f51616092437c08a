import { createHash } from 'node:crypto';
import { cancelled } from '../../src/failure.ts';
import {
  type BuiltImage,
  type BuiltIndex,
  type BuiltLayer,
  buildAttestation,
  buildImage,
  buildIndex,
  buildLayer,
  type Compression,
  descriptor,
  type HistoryLine,
  type Statement,
} from '../image-builder.ts';
import type { Entry } from '../tar-writer.ts';

/** A layer or setting that comes with the base image. */
export interface BaseStep {
  readonly history: HistoryLine;
  readonly entries?: readonly Entry[];
}

/** One instruction of the Dockerfile. */
export interface Step {
  /** Its lines, as written. */
  readonly dockerfile: string;
  /** How BuildKit writes it in the history. */
  readonly createdBy: string;
  readonly created: string;
  /** The layer, where it makes one. */
  readonly entries?: readonly Entry[];
}

export interface Recipe {
  readonly reference: string;
  readonly baseName: string;
  readonly base: readonly BaseStep[];
  /** Lines in front of the first step: syntax, comments, FROM. */
  readonly head: string;
  readonly steps: readonly Step[];
  readonly config: Readonly<Record<string, unknown>>;
  readonly started: string;
  readonly compression: Compression;
}

interface Placed {
  readonly id: string;
  readonly from: number;
  readonly to: number;
  readonly layers: readonly BuiltLayer[];
  readonly step: Step | null;
}

/** Builds what BuildKit makes of the Dockerfile: the image and the attestation of how it was built. */
export async function build(recipe: Recipe, signal: AbortSignal): Promise<BuiltIndex> {
  const layers: BuiltLayer[] = [];
  const history: HistoryLine[] = [];
  for (const { history: line, entries } of recipe.base) {
    if (signal.aborted) throw cancelled();
    if (entries !== undefined) layers.push(await buildLayer(entries, { compression: recipe.compression, level: 6 }));
    history.push({ ...line, ...(entries === undefined ? { empty_layer: true } : {}) });
  }
  const fromLine = recipe.head.trimEnd().split('\n').length;
  const placed: Placed[] = [{ id: 'step0', from: fromLine, to: fromLine, layers: [...layers], step: null }];
  let line = recipe.head.split('\n').length;
  for (const step of recipe.steps) {
    if (signal.aborted) throw cancelled();
    const to = line + step.dockerfile.split('\n').length - 1;
    if (step.entries !== undefined) {
      layers.push(await buildLayer(step.entries, { compression: recipe.compression, level: 6 }));
      placed.push({ id: `step${placed.length}`, from: line, to, layers: [...layers], step });
    }
    history.push({
      created: step.created,
      created_by: step.createdBy,
      comment: 'buildkit.dockerfile.v0',
      ...(step.entries === undefined ? { empty_layer: true } : {}),
    });
    line = to + 1;
  }
  const created = recipe.steps.at(-1)?.created ?? recipe.started;
  const image = buildImage(layers, { created, config: recipe.config, history });
  return buildIndex([image, buildAttestation(image, [provenance(recipe, image, placed, created)])]);
}

const dockerfileOf = ({ head, steps }: Recipe): string =>
  `${head}${steps.map((step) => `${step.dockerfile}\n`).join('')}`;

/** As `docker buildx build --provenance=mode=max` attaches it (SLSA provenance v0.2, BuildKit's slsa-definitions.md). */
function provenance(recipe: Recipe, image: BuiltImage, placed: readonly Placed[], finished: string): Statement {
  const baseDigest = sha256(`${recipe.baseName} ${placed[0]?.layers.map((layer) => layer.digest)}`);
  return {
    _type: 'https://in-toto.io/Statement/v0.1',
    predicateType: 'https://slsa.dev/provenance/v0.2',
    subject: [
      {
        name: `pkg:docker/${recipe.reference.replace(':', '@')}?platform=linux%2Famd64`,
        digest: { sha256: image.digest.slice('sha256:'.length) },
      },
    ],
    predicate: {
      builder: { id: '' },
      buildType: 'https://mobyproject.org/buildkit@v1',
      materials: [
        {
          uri: `pkg:docker/${recipe.baseName.replace(':', '@')}?platform=linux%2Famd64`,
          digest: { sha256: baseDigest },
        },
      ],
      invocation: {
        configSource: { entryPoint: 'Dockerfile' },
        parameters: { frontend: 'dockerfile.v0', args: {}, locals: [{ name: 'context' }, { name: 'dockerfile' }] },
        environment: { platform: 'linux/amd64' },
      },
      buildConfig: {
        llbDefinition: placed.map(({ id, step }, i) => llbStep(recipe, baseDigest, id, step, i)),
        digestMapping: Object.fromEntries(
          placed.map(({ id }) => [`sha256:${sha256(`${recipe.reference} ${id}`)}`, id]),
        ),
      },
      metadata: {
        buildInvocationID: sha256(`${recipe.reference} build`).slice(0, 25),
        buildStartedOn: recipe.started,
        buildFinishedOn: finished,
        completeness: { parameters: true, environment: true, materials: false },
        reproducible: false,
        'https://mobyproject.org/buildkit@v1#metadata': {
          source: {
            locations: Object.fromEntries(
              placed.map(({ id, from, to }) => [id, { locations: [{ ranges: ranges(from, to) }] }]),
            ),
            infos: [
              {
                filename: 'Dockerfile',
                language: 'Dockerfile',
                data: Buffer.from(dockerfileOf(recipe)).toString('base64'),
              },
            ],
          },
          layers: Object.fromEntries(placed.map(({ id, layers }) => [`${id}:0`, [layers.map(descriptor)]])),
        },
      },
    },
  };
}

function llbStep(recipe: Recipe, baseDigest: string, id: string, step: Step | null, i: number): unknown {
  const platform = { Architecture: 'amd64', OS: 'linux' };
  if (step === null) {
    const identifier = `docker-image://docker.io/library/${recipe.baseName}@sha256:${baseDigest}`;
    return { id, op: { Op: { source: { identifier } }, platform, constraints: {} } };
  }
  const command = /^RUN \/bin\/sh -c (.*) # buildkit$/s.exec(step.createdBy)?.[1];
  const Op =
    command === undefined
      ? { file: { actions: [{ input: 0, secondaryInput: -1, output: 0 }] } }
      : {
          exec: {
            meta: { args: ['/bin/sh', '-c', command], env: recipe.config.Env, cwd: '/' },
            mounts: [{ dest: '/' }],
          },
        };
  return { id, op: { Op, platform, constraints: {} }, inputs: [`step${i - 1}:0`] };
}

/** BuildKit gives a range for each line of an instruction. */
function ranges(from: number, to: number): unknown[] {
  return Array.from({ length: to - from + 1 }, (_, i) => ({ start: { line: from + i }, end: { line: from + i } }));
}

/** The history line of a shell-form RUN: its lines joined, as the shell gets them. */
export function run(dockerfile: string): { readonly dockerfile: string; readonly createdBy: string } {
  const command = dockerfile.replace(/^RUN /, '').replace(/\\\n/g, '');
  return { dockerfile, createdBy: `RUN /bin/sh -c ${command} # buildkit` };
}

const sha256 = (of: string): string => createHash('sha256').update(of).digest('hex');
