import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inspectedImage } from '../../../testing/inspected.ts';
import { type Entry, file } from '../../../testing/tar-writer.ts';
import { Unreadable } from '../../readings/file-reader.ts';
import { parseDeps } from './deps-file.ts';
import { dotnet } from './dotnet.ts';

const target = '.NETCoreApp,Version=v8.0';

/** A list of libraries as `dotnet publish` writes it; written by hand in the documented form. */
const list = (targets: Record<string, object>, types: Record<string, string>) =>
  JSON.stringify({
    runtimeTarget: { name: target, signature: '' },
    compilationOptions: {},
    targets: { [target]: targets },
    libraries: Object.fromEntries(
      Object.entries(types).map(([key, type]) => [key, { type, serviceable: type === 'package', sha512: '' }]),
    ),
  });

const orders = list(
  {
    'Orders/1.0.0': {
      dependencies: { 'Newtonsoft.Json': '13.0.3', 'System.Collections': '4.3.0' },
      runtime: { 'Orders.dll': {} },
    },
    'Newtonsoft.Json/13.0.3': {
      dependencies: { 'Npgsql.Native': '2.0.0' },
      runtime: { 'lib/net6.0/Newtonsoft.Json.dll': { assemblyVersion: '13.0.0.0', fileVersion: '13.0.3.27908' } },
      resources: { 'lib/net6.0/de/Newtonsoft.Json.resources.dll': { locale: 'de' } },
    },
    'Npgsql.Native/2.0.0': {
      runtimeTargets: {
        'runtimes/linux-x64/native/libpq.so': { rid: 'linux-x64', assetType: 'native' },
        'runtimes/win-x64/native/pq.dll': { rid: 'win-x64', assetType: 'native' },
      },
    },
    'System.Collections/4.3.0': { runtimeTargets: { 'runtime/unix/lib/_._': { rid: 'unix', assetType: 'runtime' } } },
  },
  {
    'Orders/1.0.0': 'project',
    'Newtonsoft.Json/13.0.3': 'package',
    'Npgsql.Native/2.0.0': 'package',
    'System.Collections/4.3.0': 'package',
  },
);

const published = [
  file('app/Orders.deps.json', orders),
  file(
    'app/Orders.runtimeconfig.json',
    '{"runtimeOptions":{"tfm":"net8.0","frameworks":[{"name":"Microsoft.NETCore.App","version":"8.0.0"},{"name":"Microsoft.AspNetCore.App","version":"8.0.0"}]}}',
  ),
  file('app/Orders.dll', 'MZ'),
  file('app/Orders', '\x7fELF'),
  file('app/Newtonsoft.Json.dll', 'MZ'),
  file('app/Newtonsoft.Json.xml', '<doc/>'),
  file('app/de/Newtonsoft.Json.resources.dll', 'MZ'),
  file('app/runtimes/linux-x64/native/libpq.so', '\x7fELF'),
];

function found(...entries: Entry[]) {
  const image = inspectedImage({ layers: [entries] });
  const { packages, ...rest } = dotnet.find(image);
  return {
    ...rest,
    packages: packages.map((one) => ({ ...one, files: one.files.map((node) => image.tree.path(node)) })),
  };
}

it('tells a published program and the packages that lie beside it', () => {
  const { packages, runtimes, problems } = found(...published);
  expect(problems).toEqual([]);
  expect(runtimes).toEqual([]);
  expect(
    packages.map(({ name, version, wanted, dependsOn, files, missingFiles }) => [
      name,
      version,
      wanted,
      dependsOn,
      files,
      missingFiles,
    ]),
  ).toEqual([
    [
      'Orders',
      '1.0.0',
      'asked-for',
      [1],
      ['/app/Orders.dll', '/app/Orders', '/app/Orders.runtimeconfig.json', '/app/Orders.deps.json'],
      0,
    ],
    [
      'Newtonsoft.Json',
      '13.0.3',
      'asked-for',
      [2],
      ['/app/Newtonsoft.Json.dll', '/app/Newtonsoft.Json.xml', '/app/de/Newtonsoft.Json.resources.dll'],
      0,
    ],
    ['Npgsql.Native', '2.0.0', 'dependency', [], ['/app/runtimes/linux-x64/native/libpq.so'], 1],
  ]);
  expect(packages[0]?.evidence).toEqual([
    { path: '/app/Orders.deps.json', says: 'project Orders 1.0.0' },
    { path: '/app/Orders.deps.json', says: 'it asks for Microsoft.NETCore.App 8.0.0, Microsoft.AspNetCore.App 8.0.0' },
  ]);
});

it('tells packages once that two programs of one folder share', () => {
  const { packages } = found(
    ...published,
    file('app/Worker.deps.json', orders),
    file('other/Orders.deps.json', orders),
  );
  expect(packages.map(({ name, path }) => `${path} ${name}`)).toEqual([
    '/app Orders',
    '/app Newtonsoft.Json',
    '/app Npgsql.Native',
    '/other Orders',
    '/other Newtonsoft.Json',
    '/other Npgsql.Native',
  ]);
  expect(packages[0]?.dependsOn).toEqual([1]);
});

it('tells shared frameworks and SDKs, whose own libraries are no packages', () => {
  const root = 'usr/share/dotnet';
  const { packages, runtimes } = found(
    file(`${root}/shared/Microsoft.NETCore.App/8.0.8/Microsoft.NETCore.App.deps.json`, orders),
    file(`${root}/shared/Microsoft.NETCore.App/8.0.8/System.Private.CoreLib.dll`, 'MZ'),
    file(`${root}/shared/Microsoft.AspNetCore.App/8.0.8/Microsoft.AspNetCore.App.deps.json`, orders),
    file(`${root}/sdk/8.0.401/dotnet.deps.json`, 'damaged'),
    file(`${root}/sdk/8.0.401/FSharp/fsc.deps.json`, orders),
  );
  expect(packages).toEqual([]);
  expect(runtimes?.map(({ kind, version, path }) => [kind, version, path])).toEqual([
    ['dotnet-runtime', '8.0.8', `/${root}/shared/Microsoft.NETCore.App/8.0.8`],
    ['aspnet-runtime', '8.0.8', `/${root}/shared/Microsoft.AspNetCore.App/8.0.8`],
    ['dotnet-sdk', '8.0.401', `/${root}/sdk/8.0.401`],
  ]);
  expect(runtimes?.[0]?.files).toHaveLength(2);
});

it('tells the runtime that a program brings itself', () => {
  const pack = 'runtimepack.Microsoft.NETCore.App.Runtime.linux-x64/8.0.8';
  const { packages, runtimes } = found(
    file('app/a.deps.json', list({ [pack]: { runtime: { 'System.Runtime.dll': {} } } }, { [pack]: 'runtimepack' })),
    file('app/System.Runtime.dll', 'MZ'),
  );
  expect(packages).toEqual([]);
  expect(runtimes).toMatchObject([{ kind: 'dotnet-runtime', version: '8.0.8', path: '/app' }]);
});

it('tells packages that NuGet left unpacked', () => {
  const folder = 'root/.nuget/packages/newtonsoft.json/13.0.3';
  const { packages } = found(
    file(`${folder}/.nupkg.metadata`, '{"version":2}'),
    file(`${folder}/lib/net6.0/Newtonsoft.Json.dll`, 'MZ'),
  );
  expect(packages).toMatchObject([{ name: 'newtonsoft.json', version: '13.0.3', path: `/${folder}` }]);
  expect(packages[0]?.files).toHaveLength(2);
});

it('takes no file from outside of the program, whatever a list says', () => {
  const outside = list(
    { 'X/1': { runtime: { '../../etc/passwd': {} }, native: { '/etc/passwd': {} } } },
    { 'X/1': 'package' },
  );
  const { packages } = found(file('app/x.deps.json', outside), file('etc/passwd', 'root'));
  expect(packages).toMatchObject([{ files: [], missingFiles: 2 }]);
});

it.each([
  ['no JSON', '{', 'it is no JSON'],
  ['too deep', '['.repeat(200_000), 'it is no JSON'],
  ['deep', `${'['.repeat(50_000)}${']'.repeat(50_000)}`, 'it is no list of libraries as .NET writes it'],
  ['another list', '{"libraries":[]}', 'it is no list of libraries as .NET writes it'],
  [
    'of another target',
    '{"runtimeTarget":"x","targets":{},"libraries":{}}',
    'it has no libraries for the target that it names',
  ],
  ['too large', `"${'x'.repeat(17 << 20)}"`, '17825794 bytes, more than the 16777216 that are read'],
])('says why it cannot read a list that is %s', (_, text, why) => {
  expect(found(file('app/a.deps.json', text))).toEqual({
    packages: [],
    runtimes: [],
    problems: [{ path: '/app/a.deps.json', why }],
  });
});

it('reads a list or says why not, whatever it holds', () => {
  const json = fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.stringify(value));
  const changed = fc.tuple(fc.nat(orders.length - 1), fc.string({ maxLength: 3 })).map(([at, text]) => {
    return `${orders.slice(0, at)}${text}${orders.slice(at + text.length)}`;
  });
  fc.assert(
    fc.property(fc.oneof(json, changed), (text) => {
      try {
        for (const { dependsOn } of parseDeps(text)) for (const place of dependsOn) expect(place).toBeLessThan(9);
      } catch (error) {
        expect(error).toBeInstanceOf(Unreadable);
      }
    }),
  );
});
