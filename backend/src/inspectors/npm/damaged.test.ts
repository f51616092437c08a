import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inspectedImage } from '../../../testing/inspected.ts';
import { mutated } from '../../../testing/mutated.ts';
import { type Entry, file, hardlink, symlink } from '../../../testing/tar-writer.ts';
import { npm } from './npm.ts';

const find = (...entries: Entry[]) => npm.find(inspectedImage({ layers: [entries] }));
const at = 'app/node_modules/a/package.json';

/** Content of any size without holding it. */
const filled = (size: number, start: string, byte: string) => ({
  size,
  *chunks() {
    yield Buffer.from(start);
    const piece = Buffer.alloc(1 << 20, byte);
    for (let left = size - start.length; left > 0; left -= piece.length) yield piece.subarray(0, left);
  },
});

it.each([
  ['100 MB', filled(100 << 20, '{"name": "', 'a'), '104857600 bytes, more than the 4194304 that are read'],
  ['no JSON', '{"name": "a",', 'it is no JSON'],
  ['no object', '["a"]', 'it is no JSON object'],
  ['nothing', '', 'it is no JSON'],
  ['deep without an end', '{"name": '.padEnd(100_000, '['), 'it is no JSON'],
])('says why a package.json cannot be read: %s', (_, content, why) => {
  expect(find(file(at, content))).toMatchObject({ packages: [], problems: [{ path: `/${at}`, why }] });
});

it('reads what is nested 100,000 deep, keys that stand twice and keys of prototypes', () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  const odd = `{"deep": ${deep}, "name": "first", "name": "a", "version": "1", "__proto__": {"version": "2"},
    "dependencies": {"__proto__": "1", "constructor": "1", "../../etc": "1", "..": "1", "": "1", "a/b/c": "1"}}`;
  const { packages, problems } = find(
    file(at, odd),
    file('app/node_modules/__proto__/package.json', '{"name": "__proto__"}'),
  );
  expect(packages).toMatchObject([
    { name: 'a', version: '1', dependsOn: [1] },
    { name: '__proto__', version: '' },
  ]);
  expect(problems).toEqual([]);
});

it('takes fields of other types for missing ones', () => {
  const { packages } = find(
    file(at, '{"name": 1, "version": {}, "dependencies": ["b"], "peerDependencies": "b", "devDependencies": null}'),
  );
  expect(packages).toMatchObject([{ name: 'a', version: '', dependsOn: [] }]);
});

it('ends where packages need each other in a circle, and where links do', () => {
  const json = (name: string, needs: string) =>
    JSON.stringify({ name, version: '1.0.0', dependencies: { [needs]: '1' } });
  const { packages } = find(
    file('app/package.json', JSON.stringify({ name: 'shop', version: '1.0.0', dependencies: { a: '1', loop: '1' } })),
    file('app/node_modules/a/package.json', json('a', 'b')),
    file('app/node_modules/b/package.json', json('b', 'a')),
    symlink('app/node_modules/loop', 'pool'),
    symlink('app/node_modules/pool', 'loop'),
    symlink('app/node_modules/a/node_modules', '..'),
    symlink('srv/node_modules', 'node_modules'),
  );
  expect(packages.map(({ name, wanted }) => [name, wanted])).toEqual([
    ['shop', 'asked-for'],
    ['a', 'asked-for'],
    ['b', 'dependency'],
  ]);
});

it('bounds the work where many folders share a package.json with many dependencies', () => {
  const dependencies = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`none-${i}`, '1']));
  const links = Array.from({ length: 200 }, (_, i) => hardlink(`app/node_modules/p${i}/package.json`, at));
  const { packages, problems } = find(
    file(at, JSON.stringify({ name: 'a', version: '1.0.0', dependencies })),
    ...links,
  );
  expect(packages).toHaveLength(201);
  expect(new Set(packages.map(({ wanted }) => wanted))).toEqual(new Set(['unknown']));
  expect(problems).toEqual([{ path: null, why: 'too many dependencies to look for all of them' }]);
});

it('reads no more names than a package can have', () => {
  const dependencies = Object.fromEntries(Array.from({ length: 10_001 }, (_, i) => [`p${i}`, '1']));
  expect(find(file(at, JSON.stringify({ name: 'a', dependencies }))).problems).toEqual([
    { path: `/${at}`, why: 'dependencies has 10001 names, more than the 10000 that are read' },
  ]);
});

it('does not follow a lock file without end', () => {
  const nested = `${'{"dependencies": {"a": '.repeat(100_000)}{}${'}}'.repeat(100_000)}`;
  expect(find(file('app/package-lock.json', nested)).problems).toEqual([
    { path: '/app/package-lock.json', why: 'dependencies in dependencies, deeper than the 32 that are read' },
  ]);
});

it('reads any change of real files without breaking', () => {
  const manifest = JSON.stringify({
    name: 'a',
    version: '1.0.0',
    dependencies: { b: '1' },
    peerDependencies: { c: '*' },
    peerDependenciesMeta: { c: { optional: true } },
    devDependencies: { d: '1' },
  });
  const lock = JSON.stringify({ lockfileVersion: 3, packages: { '': {}, 'node_modules/a': { dev: true } } });
  const pnp = `const RAW_RUNTIME_STATE =\n'{"packageRegistryData": [["a", [["npm:1.0.0", {"packageLocation": "./a.zip/node_modules/a/", "packageDependencies": [["a", "npm:1.0.0"]]}]]]]}';`;
  const changed = [manifest, manifest, lock, pnp].map((text) => mutated(Buffer.from(text)));
  fc.assert(
    fc.property(fc.tuple(...changed), ([project = '', installed = '', locked = '', state = '']) => {
      const { packages, problems = [] } = find(
        file('app/package.json', project),
        file('app/node_modules/b/package.json', installed),
        file('app/node_modules/a/package.json', manifest),
        file('app/package-lock.json', locked),
        file('app/.pnp.cjs', state),
        file('app/a.zip', ''),
      );
      for (const { dependsOn } of packages) for (const place of dependsOn) expect(packages[place]).toBeDefined();
      for (const { why } of problems) expect(why).not.toContain('broke');
    }),
    { numRuns: 300 },
  );
});
