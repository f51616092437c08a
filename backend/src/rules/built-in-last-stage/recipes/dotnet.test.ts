import { describe, expect, it } from 'vitest';
import { debianBase } from '../../../../testing/known-base.ts';
import { bytes, executable, inBase, linked, splitOf, system } from '../../../../testing/split-stage.ts';
import { file, symlink } from '../../../../testing/tar-writer.ts';

describe('a .NET program', () => {
  const sdk = [
    ...system,
    file('usr/share/dotnet/dotnet', linked(), executable),
    symlink('usr/bin/dotnet', '/usr/share/dotnet/dotnet'),
    file('usr/share/dotnet/sdk/8.0.404/dotnet.dll', bytes(30_000_000)),
    file('usr/share/dotnet/shared/Microsoft.NETCore.App/8.0.11/Microsoft.NETCore.App.deps.json', '{}'),
    file('usr/share/dotnet/shared/Microsoft.AspNetCore.App/8.0.11/Microsoft.AspNetCore.App.deps.json', '{}'),
  ];
  const known = (reference: string) =>
    debianBase(reference, {
      stored: { bytes: 1e6, low: 1e6, high: 1e6 },
      hasPath: (path) => inBase.has(path) || path.endsWith('/dotnet'),
    });
  const bases = ['aspnet', 'runtime'].map((name) => known(`mcr.microsoft.com/dotnet/${name}:8.0`));
  const dockerfile =
    'FROM mcr.microsoft.com/dotnet/sdk:8.0\nWORKDIR /src\nCOPY . .\nRUN dotnet publish -o /app\nWORKDIR /app\nENTRYPOINT ["dotnet", "Shop.dll"]\n';
  const published = (folder: string) => [
    file(`${folder}/Shop.dll`, 'MZ'),
    file(
      `${folder}/Shop.runtimeconfig.json`,
      '{"runtimeOptions":{"framework":{"name":"Microsoft.AspNetCore.App","version":"8.0.0"}}}',
    ),
    file(`${folder}/appsettings.json`, '{}'),
  ];
  const sources = [
    file('src/Shop.csproj', ''),
    file('src/Program.cs', ''),
    file('src/obj/x.dll', bytes(100)),
    file('src/bin/Release/net8.0/Shop.dll', 'MZ'),
  ];
  const config = { Entrypoint: ['dotnet', 'Shop.dll'], WorkingDir: '/app', Env: ['PATH=/usr/bin:/bin'] };

  it('goes onto the runtime of the same version', async () => {
    const own = [...sources, ...published('app')];
    const { stage } = await splitOf(dockerfile, own, { config, layers: [sdk, own], bases });
    expect(stage[0]).toBe('FROM mcr.microsoft.com/dotnet/aspnet:8.0');
    expect(stage.filter((line) => line.startsWith('COPY'))).toEqual(['COPY --from=build /app /app']);
  });

  it('is not split where dotnet compiles it at each start, or nobody published it', async () => {
    const own = [...sources, ...published('src/bin/Debug/net8.0')];
    const run = { ...config, Entrypoint: ['dotnet', 'run'] };
    expect((await splitOf(dockerfile, own, { config: run, layers: [sdk, own], bases })).why).toContain(
      'compile whenever',
    );
    const built = { ...config, Entrypoint: ['dotnet', '/src/bin/Debug/net8.0/Shop.dll'] };
    expect((await splitOf(dockerfile, own, { config: built, layers: [sdk, own], bases })).why).toContain(
      'dotnet build left',
    );
  });
});
