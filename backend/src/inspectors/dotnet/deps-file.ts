import { z } from 'zod';
import { Unreadable, wholeFileReader } from '../../readings/file-reader.ts';

/** One library of a `*.deps.json`. */
export interface Library {
  readonly name: string;
  readonly version: string;
  /** `package`, `project`, `runtimepack`, `reference`… */
  readonly type: string;
  /** Places in the file's list. */
  readonly dependsOn: readonly number[];
  /** Paths relative to the file, of which the first that is there counts. */
  readonly assets: readonly (readonly string[])[];
}

const asset = z.object({ localPath: z.string().optional(), locale: z.string().optional() });
const assets = z.record(z.string(), asset).optional();
const schema = z.object({
  runtimeTarget: z.union([z.string(), z.object({ name: z.string() })]),
  targets: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({
        dependencies: z.record(z.string(), z.string()).optional(),
        runtime: assets,
        native: assets,
        resources: assets,
        runtimeTargets: assets,
      }),
    ),
  ),
  libraries: z.record(z.string(), z.object({ type: z.string() })),
});
type Target = z.infer<typeof schema>['targets'][string][string];

/** `*.deps.json`, which the host reads to find a program's assemblies (dotnet/sdk, "runtime configuration files"). */
export const depsReader = wholeFileReader({
  id: 'dotnet/deps',
  version: 1,
  files: { extensions: ['.json'], where: ({ name }) => name.endsWith('.deps.json') },
  maxBytes: 16 << 20,
  read: (bytes) => parseDeps(bytes.toString('utf8')),
});

/**
 * @returns the libraries of the target that is to run
 * @throws Unreadable
 */
export function parseDeps(text: string): readonly Library[] {
  const { runtimeTarget, targets, libraries } = parsed(text);
  const wanted = targets[typeof runtimeTarget === 'string' ? runtimeTarget : runtimeTarget.name];
  if (wanted === undefined) throw new Unreadable('it has no libraries for the target that it names');
  const keys = Object.keys(wanted);
  const placeOf = new Map(keys.map((key, place) => [key.toLowerCase(), place]));
  return keys.map((key) => {
    const slash = key.indexOf('/');
    const { dependencies = {}, ...of } = wanted[key] ?? {};
    return {
      name: slash === -1 ? key : key.slice(0, slash),
      version: slash === -1 ? '' : key.slice(slash + 1),
      type: libraries[key]?.type ?? 'unknown',
      dependsOn: Object.entries(dependencies).flatMap(([name, version]) => {
        return placeOf.get(`${name}/${version}`.toLowerCase()) ?? [];
      }),
      assets: assetsOf(of),
    };
  });
}

function parsed(text: string): z.infer<typeof schema> {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    throw new Unreadable('it is no JSON');
  }
  const { success, data } = schema.safeParse(json);
  if (!success) throw new Unreadable('it is no list of libraries as .NET writes it');
  return data;
}

/** An application that was published has its assets beside it; what is for one system only keeps its folders. */
function assetsOf({ runtime, native, resources, runtimeTargets }: Omit<Target, 'dependencies'>): (readonly string[])[] {
  const places: (readonly string[])[] = [];
  for (const [path, { localPath, locale }] of Object.entries({
    ...runtime,
    ...native,
    ...resources,
    ...runtimeTargets,
  })) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    // NuGet's placeholder for "nothing here".
    if (name === '_._' || name === '') continue;
    places.push([
      ...(localPath === undefined ? [] : [localPath]),
      path,
      locale === undefined ? name : `${locale}/${name}`,
    ]);
  }
  return places;
}
