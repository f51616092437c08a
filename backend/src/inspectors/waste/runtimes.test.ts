import { describe, expect, it } from 'vitest';
import { debianLayer } from '../../../testing/debian-layer.ts';
import { running, sized } from '../../../testing/found-waste.ts';
import { inspected } from '../../../testing/inspected.ts';
import type { Entry } from '../../../testing/tar-writer.ts';
import type { Entrypoint } from '../../inspection-answers.ts';
import { dpkg } from '../dpkg/dpkg.ts';
import type { FactInspector, FoundRuntime, PackageInspector } from '../inspector.ts';
import { wasteFinders } from './waste-finders.ts';

/** Findings in an image with these runtimes: each has one program of 200,000 bytes, and `files` beside it. */
async function found(
  runtimes: readonly Pick<FoundRuntime, 'kind' | 'path'>[],
  command: readonly string[],
  facts: Partial<Entrypoint> = {},
  layer: readonly Entry[] = [],
) {
  const program = ({ path }: { path: string }) => `${path}/bin/program`;
  const manager: PackageInspector = {
    manager: 'go',
    readers: [],
    find: ({ tree }) => ({
      packages: [],
      runtimes: runtimes.map(({ kind, path }) => {
        const files = [...tree.below(tree.at(path))].filter((node) => tree.isFile(node));
        return { kind, path, version: '1.2', files, evidence: [{ path, says: 'version 1.2' }] };
      }),
    }),
  };
  const entrypoint: FactInspector<'entrypoint'> = {
    fact: 'entrypoint',
    readers: [],
    tell: () => running(command, facts),
  };
  const inspection = await inspected(
    { layers: [[...runtimes.map((one) => sized(program(one).slice(1), 200_000)), ...layer]] },
    { packageInspectors: [dpkg, manager], factInspectors: [entrypoint], finders: wasteFinders },
  );
  return inspection.report.findings;
}

describe('a second runtime', () => {
  const two = [
    { kind: 'python', path: '/usr/local' },
    { kind: 'python', path: '/opt/python' },
  ] as const;

  it('is found where the entrypoint uses the other', async () => {
    const [finding, ...others] = await found(two, ['/usr/local/bin/program', 'main.py'], { runtime: 'python' });
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      id: 'second-runtime-installed#/opt/python',
      title: 'A second Python',
      what: 'Python 1.2 at /opt/python; the entrypoint uses Python 1.2 at /usr/local.',
      confidence: 'likely',
      bytes: { live: 200_000 },
    });
  });

  it('is only possible where packages need it, and those are named that it is there for', async () => {
    const layer = debianLayer(
      { name: 'python3', depends: 'libc6', auto: true },
      { name: 'python3-core', depends: 'python3', auto: true },
      { name: 'mercurial', depends: 'python3-core' },
      { name: 'libc6' },
    );
    const runtimes = [two[0], { kind: 'python', path: '/usr/lib/python3' }] as const;
    const findings = await found(runtimes, ['/usr/local/bin/program'], { runtime: 'python' }, layer);
    expect(findings.find(({ rule }) => rule === 'second-runtime-installed')).toMatchObject({
      confidence: 'possible',
      what: 'Python 1.2 at /usr/lib/python3; the entrypoint uses Python 1.2 at /usr/local. mercurial needs it.',
    });
  });

  it('is not told where it is unknown which is used, both are, or they differ in kind', async () => {
    expect(await found(two, ['/bin/server'])).toEqual([]);
    const closure = { files: ['/opt/python/bin/program'], bytes: 0, missing: [] };
    expect(await found(two, ['/usr/local/bin/program'], { closure })).toEqual([]);
    expect(await found([two[0], { kind: 'node', path: '/opt/node' }], ['/usr/local/bin/program'])).toEqual([]);
  });
});

describe('what only building needs', () => {
  const jdk = [{ kind: 'java-jdk', path: '/opt/java' }] as const;
  const parts = [sized('opt/java/jmods/java.base.jmod', 300_000), sized('opt/java/lib/src.zip', 400_000)];
  const server = { runtime: 'java-jdk' } as const;

  it('is found in a JDK that runs a jar', async () => {
    const findings = await found(jdk, ['/opt/java/bin/program', '-jar', 'app.jar'], server, parts);
    expect(findings).toMatchObject([
      { rule: 'jdk-instead-of-jre', confidence: 'likely', bytes: { live: 700_000 }, group: 'development' },
    ]);
  });

  it('is not told where the JDK compiles, or has no such parts', async () => {
    expect(await found(jdk, ['mvn', 'spring-boot:run'], server, parts)).toEqual([]);
    expect(await found(jdk, ['/opt/java/bin/program'], server)).toEqual([]);
  });

  it.each([
    ['go-toolchain', 'go-toolchain-installed', ['go', 'run', '.']],
    ['rust-toolchain', 'rust-toolchain-installed', ['cargo', 'run']],
    ['dotnet-sdk', 'dotnet-sdk-installed', ['dotnet', 'watch', 'run']],
  ] as const)('is found in a %s beside a finished program', async (kind, rule, building) => {
    const toolchain = [{ kind, path: '/opt/tools' }];
    expect(await found(toolchain, ['/app/server'])).toMatchObject([
      { rule, confidence: 'likely', bytes: { live: 200_000 } },
    ]);
    expect(await found(toolchain, building)).toEqual([]);
    expect(await found(toolchain, ['/bin/sh'], { runtime: 'shell' })).toMatchObject([{ rule, confidence: 'possible' }]);
  });

  it('is found in an SDK that only starts a published program', async () => {
    const findings = await found([{ kind: 'dotnet-sdk', path: '/opt/tools' }], ['dotnet', 'app.dll'], {
      runtime: 'dotnet-runtime',
    });
    expect(findings).toMatchObject([{ rule: 'dotnet-sdk-installed', confidence: 'likely' }]);
  });
});
