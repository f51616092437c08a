import { z } from 'zod';

/**
 * BuildKit's provenance, as far as it is read: SLSA v0.2 and v1 hold the same in other places (BuildKit docs,
 * attestations/slsa-definitions.md). In an image it is the predicate of an in-toto statement, in the build history it
 * stands alone.
 */
const strings = z.record(z.string(), z.string()).nullish();
const line = z.object({ line: z.number().int().min(0).default(0) });

const locationsSchema = z.object({
  locations: z
    .array(
      z.object({
        sourceIndex: z.number().int().min(0).default(0),
        ranges: z.array(z.object({ start: line, end: line })).nullish(),
      }),
    )
    .nullish(),
});

const buildkitSchema = z.object({
  vcs: strings,
  source: z
    .object({
      locations: z.record(z.string(), locationsSchema.nullish()).nullish(),
      infos: z
        .array(
          z.object({
            filename: z.string().default(''),
            language: z.string().default(''),
            data: z.string().default(''),
          }),
        )
        .nullish(),
    })
    .nullish(),
  layers: z.record(z.string(), z.array(z.array(z.object({ digest: z.string() })).nullish()).nullish()).nullish(),
});
export type BuildkitMetadata = z.infer<typeof buildkitSchema>;

/** Of an operation only images are read. BuildKit writes its protobuf messages as Go marshals them, which changes. */
const stepSchema = z.object({
  id: z.string(),
  op: z
    .object({ Op: z.object({ source: z.object({ identifier: z.string() }) }) })
    .nullish()
    .catch(null),
});
const buildConfigSchema = z.object({ llbDefinition: z.array(stepSchema).nullish() }).nullish();

const materialsSchema = z.array(z.object({ uri: z.string(), digest: strings })).nullish();
const environmentSchema = z.object({ platform: z.string().nullish() }).nullish();

const version02 = z.object({
  materials: materialsSchema,
  invocation: z.object({
    configSource: z.object({ uri: z.string().nullish(), entryPoint: z.string().nullish() }).nullish(),
    parameters: z.object({ frontend: z.string().nullish(), args: strings }).nullish(),
    environment: environmentSchema,
  }),
  buildConfig: buildConfigSchema,
  metadata: z
    .object({
      buildStartedOn: z.string().nullish(),
      buildFinishedOn: z.string().nullish(),
      'https://mobyproject.org/buildkit@v1#metadata': buildkitSchema.nullish(),
    })
    .nullish(),
});

const version1 = z.object({
  buildDefinition: z.object({
    externalParameters: z.object({
      configSource: z.object({ uri: z.string().nullish(), path: z.string().nullish() }).nullish(),
      request: z.object({ frontend: z.string().nullish(), args: strings }).nullish(),
    }),
    internalParameters: z.object({ buildConfig: buildConfigSchema, builderPlatform: z.string().nullish() }).nullish(),
    resolvedDependencies: materialsSchema,
  }),
  runDetails: z.object({
    metadata: z
      .object({
        startedOn: z.string().nullish(),
        finishedOn: z.string().nullish(),
        buildkit_metadata: buildkitSchema.nullish(),
      })
      .nullish(),
  }),
});

export const statementSchema = z.object({
  subject: z.array(z.object({ digest: strings })).nullish(),
  predicateType: z.string(),
  predicate: z.unknown(),
});

/** Both versions in one shape. */
export interface Predicate {
  readonly filename: string | null;
  /** Where the Dockerfile came from, where that was no local folder. */
  readonly uri: string | null;
  readonly frontend: string | null;
  readonly args: Readonly<Record<string, string>>;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly materials: readonly { readonly uri: string; readonly digest: string | null }[];
  readonly steps: readonly { readonly id: string; readonly identifier: string | null }[];
  readonly buildkit: BuildkitMetadata | null;
}

/** @throws z.ZodError where it is of neither version */
export function readPredicate(document: unknown): Predicate {
  return isVersion1(document) ? fromVersion1(version1.parse(document)) : fromVersion02(version02.parse(document));
}

function isVersion1(document: unknown): boolean {
  return typeof document === 'object' && document !== null && 'buildDefinition' in document;
}

function fromVersion02({ materials, invocation, buildConfig, metadata }: z.infer<typeof version02>): Predicate {
  return {
    filename: invocation.configSource?.entryPoint ?? null,
    uri: invocation.configSource?.uri ?? null,
    frontend: invocation.parameters?.frontend ?? null,
    args: invocation.parameters?.args ?? {},
    startedAt: metadata?.buildStartedOn ?? null,
    finishedAt: metadata?.buildFinishedOn ?? null,
    ...common(materials, buildConfig),
    buildkit: metadata?.['https://mobyproject.org/buildkit@v1#metadata'] ?? null,
  };
}

function fromVersion1({ buildDefinition, runDetails: { metadata } }: z.infer<typeof version1>): Predicate {
  const { externalParameters, internalParameters, resolvedDependencies } = buildDefinition;
  return {
    filename: externalParameters.configSource?.path ?? null,
    uri: externalParameters.configSource?.uri ?? null,
    frontend: externalParameters.request?.frontend ?? null,
    args: externalParameters.request?.args ?? {},
    startedAt: metadata?.startedOn ?? null,
    finishedAt: metadata?.finishedOn ?? null,
    ...common(resolvedDependencies, internalParameters?.buildConfig),
    buildkit: metadata?.buildkit_metadata ?? null,
  };
}

function common(materials: z.infer<typeof materialsSchema>, buildConfig: z.infer<typeof buildConfigSchema>) {
  return {
    materials: (materials ?? []).map(({ uri, digest }) => ({
      uri,
      digest: digest?.sha256 === undefined ? null : `sha256:${digest.sha256}`,
    })),
    steps: (buildConfig?.llbDefinition ?? []).map(({ id, op }) => ({
      id,
      identifier: op?.Op.source.identifier ?? null,
    })),
  };
}
