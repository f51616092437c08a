/**
 * Provenance as BuildKit writes it (BuildKit docs, attestations/slsa-definitions.md), made by hand for what real builds
 * do not show: damage, chance, and shapes of other versions.
 */
export interface Written {
  readonly sources?: readonly { readonly filename: string; readonly text: string }[];
  readonly steps?: readonly {
    /** Line ranges, in the Dockerfile with that index. */
    readonly places?: readonly { readonly source?: number; readonly from: number; readonly to?: number }[];
    /** All layers up to and with those of the step. */
    readonly layers?: readonly string[];
    readonly image?: string;
  }[];
  readonly args?: Readonly<Record<string, string>>;
  readonly filename?: string;
  readonly uri?: string;
  readonly vcs?: Readonly<Record<string, string>>;
  readonly materials?: readonly { readonly uri: string; readonly digest?: { readonly sha256: string } }[];
}

/** The predicate, as the build history holds it. */
export function predicate(written: Written, version: '0.2' | '1'): unknown {
  const { args, filename = 'Dockerfile', uri, materials } = written;
  const buildConfig = { llbDefinition: llbOf(written) };
  if (version === '0.2') {
    return {
      buildType: 'https://mobyproject.org/buildkit@v1',
      materials,
      invocation: {
        configSource: { uri, entryPoint: filename },
        parameters: { frontend: 'dockerfile.v0', args, locals: [{ name: 'context' }] },
        environment: { platform: 'linux/amd64' },
      },
      buildConfig,
      metadata: {
        buildStartedOn: '2026-01-15T09:30:00Z',
        buildFinishedOn: '2026-01-15T09:31:00Z',
        'https://mobyproject.org/buildkit@v1#metadata': buildkitOf(written),
      },
    };
  }
  return {
    buildDefinition: {
      buildType: 'https://github.com/moby/buildkit/blob/master/docs/attestations/slsa-definitions.md',
      externalParameters: { configSource: { uri, path: filename }, request: { frontend: 'dockerfile.v0', args } },
      internalParameters: { buildConfig, builderPlatform: 'linux/amd64' },
      resolvedDependencies: materials,
    },
    runDetails: {
      metadata: {
        startedOn: '2026-01-15T09:30:00Z',
        finishedOn: '2026-01-15T09:31:00Z',
        buildkit_metadata: buildkitOf(written),
      },
    },
  };
}

/** The statement, as it is attached to an image. */
export function statement(written: Written, version: '0.2' | '1', subjects: readonly string[]): unknown {
  return {
    _type: 'https://in-toto.io/Statement/v0.1',
    predicateType: `https://slsa.dev/provenance/v${version}`,
    subject: subjects.map((digest) => ({ name: 'pkg:docker/example@1', digest: { sha256: digest.slice(7) } })),
    predicate: predicate(written, version),
  };
}

export const bytesOf = (document: unknown): Buffer => Buffer.from(JSON.stringify(document));

function llbOf({ steps }: Written): unknown {
  return steps?.map(({ image }, i) => ({
    id: `step${i}`,
    op: { Op: image === undefined ? { exec: {} } : { source: { identifier: `docker-image://${image}` } } },
  }));
}

function buildkitOf({ sources, steps = [], vcs }: Written): unknown {
  const locations = steps.map(({ places = [] }, i) => [
    `step${i}`,
    places.length === 0
      ? {}
      : {
          locations: places.map(({ source, from, to = from }) => ({
            ...(source ? { sourceIndex: source } : {}),
            ranges: Array.from({ length: to - from + 1 }, (_, k) => ({
              start: { line: from + k },
              end: { line: from + k },
            })),
          })),
        },
  ]);
  const layers = steps.flatMap(({ layers: chain }, i) =>
    chain === undefined ? [] : [[`step${i}:0`, [chain.map((digest) => ({ mediaType: '', digest, size: 1 }))]]],
  );
  return {
    ...(vcs === undefined ? {} : { vcs }),
    ...(sources === undefined
      ? {}
      : {
          source: {
            infos: sources.map(({ filename, text }) => ({
              filename,
              language: 'Dockerfile',
              data: Buffer.from(text).toString('base64'),
            })),
            locations: Object.fromEntries(locations),
          },
          layers: Object.fromEntries(layers),
        }),
  };
}
