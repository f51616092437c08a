import { Unreadable, wholeFileReader } from '../../readings/file-reader.ts';
import { isObject, listAt, parseJsonObject, textAt } from '../../readings/json.ts';

/** A package that yarn runs without a node_modules (Plug'n'Play), as `.pnp.cjs` has it. */
export interface PnpPackage {
  readonly name: string;
  /** Null where it is told by a URL or a commit, or is a project of the workspace. */
  readonly version: string | null;
  /** From the folder of the `.pnp.cjs`: a folder, or one in a zip file: `./.yarn/cache/a-npm-1.0.0-….zip/node_modules/a/`. */
  readonly location: string;
  /** The name that the package asks for, and the place of the package that it gets. */
  readonly dependencies: readonly (readonly [string, number])[];
}

const maxBytes = 32 << 20;
const maxPackages = 50_000;

export const pnpReader = wholeFileReader({
  id: 'npm/pnp',
  version: 1,
  files: { names: ['.pnp.cjs', '.pnp.data.json'] },
  maxBytes,
  read: (bytes, { name }): readonly PnpPackage[] => {
    const json = name === '.pnp.cjs' ? Buffer.from(stateIn(bytes.toString('utf8'))) : bytes;
    return packagesIn(listAt(parseJsonObject(json), 'packageRegistryData'));
  },
});

/** The JSON in yarn's program: as a text since version 4, as an object before. @throws Unreadable */
function stateIn(program: string): string {
  const asText = "const RAW_RUNTIME_STATE =\n'";
  const start = program.indexOf(asText);
  if (start !== -1) return unquoted(program, start + asText.length);
  const asObject = 'return hydrateRuntimeState(';
  const from = program.indexOf(asObject);
  const to = program.indexOf(', {basePath', from);
  if (from === -1 || to === -1) throw new Unreadable('it has no state of packages where yarn writes one');
  return program.slice(from + asObject.length, to);
}

/** Yarn escapes backslashes, quotes and line ends only. */
function unquoted(program: string, start: number): string {
  let end = program.indexOf("'", start);
  while (end !== -1 && isEscaped(program, end, start)) end = program.indexOf("'", end + 1);
  if (end === -1) throw new Unreadable('its state of packages has no end');
  return program.slice(start, end).replaceAll(/\\([\s\S])/g, (_, character) => (character === '\n' ? '' : character));
}

function isEscaped(program: string, at: number, start: number): boolean {
  let first = at;
  while (first > start && program[first - 1] === '\\') first--;
  return (at - first) % 2 === 1;
}

/** @param registry `[[name, [[reference, {packageLocation, packageDependencies}], …]], …]`; of the top level the name is null */
function packagesIn(registry: readonly unknown[]): PnpPackage[] {
  const found: { name: string; reference: string; location: string; asked: readonly unknown[] }[] = [];
  const placeOf = new Map<string, number>();
  for (const entry of registry) {
    const [name, versions] = Array.isArray(entry) ? entry : [];
    for (const version of Array.isArray(versions) ? versions : []) {
      const [reference, data] = Array.isArray(version) ? version : [];
      if (typeof name !== 'string' || typeof reference !== 'string' || !isObject(data)) continue;
      const location = textAt(data, 'packageLocation', 4_096);
      if (location === null) continue;
      if (found.length === maxPackages) throw new Unreadable(`more than the ${maxPackages} packages that are read`);
      placeOf.set(`${name}@${reference}`, found.length);
      found.push({ name, reference, location, asked: listAt(data, 'packageDependencies') });
    }
  }
  return found.map(({ name, reference, location, asked }, place) => ({
    name,
    version: versionOf(reference),
    location,
    dependencies: asked.flatMap((one): [string, number][] => {
      const [wish, answer] = Array.isArray(one) ? one : [];
      const [to, at] = Array.isArray(answer) ? answer : [wish, answer];
      const found = typeof wish === 'string' ? placeOf.get(`${to}@${at}`) : undefined;
      return found === undefined || found === place ? [] : [[wish, found]];
    }),
  }));
}

/** `npm:1.2.3`, `virtual:<hash>#npm:1.2.3`, `patch:…::version=1.2.3&hash=…`. */
function versionOf(reference: string): string | null {
  return (
    /(?:^|#)npm:([^#@&:]{1,256})$/.exec(reference)?.[1] ?? /[:&]version=([^#@&:]{1,256})/.exec(reference)?.[1] ?? null
  );
}
