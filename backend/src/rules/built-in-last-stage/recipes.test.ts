import { describe, expect, it } from 'vitest';
import { elfFile } from '../../../testing/elf-writer.ts';
import { debianBase } from '../../../testing/known-base.ts';
import { type MadeRewriting, rewrittenBy } from '../../../testing/rewriting.ts';
import { dir, type Entry, file, symlink } from '../../../testing/tar-writer.ts';
import { goMagic } from '../../elf/go-build.ts';
import { builtInLastStage } from './rule.ts';

const executable = { mode: 0o755 };
const loader = 'lib64/ld-linux-x86-64.so.2';
const linked = (...needed: string[]) =>
  elfFile({ interpreter: `/${loader}`, dynamic: { needed: ['libc.so.6', ...needed] } });
const library = (soname: string) => elfFile({ dynamic: { soname, needed: ['libc.so.6'] } });
const text = (value: string) => Buffer.concat([Buffer.from([value.length]), Buffer.from(value)]);
const goProgram = elfFile({
  type: 2,
  data: Buffer.concat([goMagic, Buffer.from([8, 2]), Buffer.alloc(16), text('go1.24.4'), text('')]),
});
const rustProgram = elfFile({
  interpreter: `/${loader}`,
  dynamic: { needed: ['libc.so.6'] },
  sections: [{ name: '.comment', bytes: Buffer.from('rustc version 1.85.0 (4d91de4e4 2025-02-17)\0') }],
});
const bytes = (count: number) => 'x'.repeat(count);

const stanza = (name: string, more = '') =>
  `Package: ${name}\nStatus: install ok installed\nVersion: 1\nArchitecture: amd64\n${more}`;
const packaged = (...stanzas: string[]) => file('var/lib/dpkg/status', `${stanzas.join('\n')}\n`);
const system: readonly Entry[] = [
  ...['usr', 'usr/local', 'usr/local/bin', 'usr/local/lib', 'go', 'go/bin'].map((path) => dir(path)),
  file('etc/ld.so.conf', '/usr/local/lib\n'),
  file('etc/os-release', 'ID=debian\nVERSION_ID="13"\nVERSION_CODENAME=trixie\nNAME=Debian\n'),
  file('etc/passwd', 'root:x:0:0:root:/root:/bin/sh\n'),
  file(loader, library('ld-linux-x86-64.so.2')),
  file('usr/lib/libc.so.6', library('libc.so.6')),
  file('bin/sh', linked(), executable),
  file('bin/bash', linked(), executable),
  packaged(stanza('libc6')),
  file('usr/lib/gcc/cc1', bytes(12_000_000)),
];
const inBase = new Set(['/bin/sh', '/bin/bash', '/etc/passwd', `/${loader}`, '/usr/lib/libc.so.6', '/usr/bin/apt-get']);
const slim = debianBase('debian:13-slim', {
  stored: { bytes: 1e6, low: 1e6, high: 1e6 },
  hasPath: (path) => inBase.has(path),
});

async function splitOf(dockerfile: string, own: readonly Entry[], made: Partial<MadeRewriting> = {}) {
  const lines = dockerfile.split('\n');
  const run = lines.findLastIndex((line) => /^(?:RUN|COPY)/.test(line)) + 1;
  const { draft, taken, skipped } = await rewrittenBy(builtInLastStage, {
    dockerfile,
    layers: [system, own],
    ownFrom: 1,
    layersOfLines: { [run]: [1] },
    bases: [slim],
    ...made,
  });
  const stage = draft.text
    .slice(draft.text.lastIndexOf('\nFROM') + 1)
    .trimEnd()
    .split('\n');
  return { text: draft.text, stage, taken, why: skipped.map(({ why }) => why).join() };
}

describe('a Go program', () => {
  const dockerfile = 'FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN go build -o server .\nCMD ["./server"]\n';
  const config = { Cmd: ['./server'], WorkingDir: '/app' };
  const own = [
    file('app/go.mod', 'module x\n'),
    file('app/main.go', 'package main'),
    file('app/internal/db/db.go', 'package db'),
    file('app/vendor/modules.txt', ''),
    file('app/vendor/example.org/a/LICENSE', ''),
    file('app/templates/index.html', '<p>'),
    file('app/server', goProgram, executable),
    file('go/pkg/mod/example.org/a@v1/a.go', bytes(5_000_000)),
  ];

  it('goes with its templates, without sources and modules', async () => {
    const { stage } = await splitOf(dockerfile, own, { config });
    expect(stage).toEqual([
      'FROM debian:13-slim',
      'COPY --from=build /app/templates /app/templates',
      'COPY --from=build /app/server /app/',
      'WORKDIR /app',
      'CMD ["./server"]',
    ]);
  });

  it('is found by the PATH of the old base', async () => {
    const { stage } = await splitOf(
      'FROM golang:1.24\nCOPY . /src\nRUN go install .\nENTRYPOINT ["tool"]\n',
      [file('go/bin/tool', goProgram, executable), file('src/go.mod', ''), file('src/main.go', '')],
      { config: { Entrypoint: ['tool'], Env: ['PATH=/go/bin:/usr/local/bin:/usr/bin:/bin'] } },
    );
    expect(stage).toContain('ENV PATH=/go/bin:$PATH');
    expect(stage).toContain('COPY --from=build /go/bin/tool /go/bin/');
  });

  it('is not split where go compiles it at each start', async () => {
    const go = file('usr/local/go/bin/go', goProgram, executable);
    const { why, taken } = await splitOf(dockerfile.replace('"./server"', '"/usr/local/go/bin/go", "run", "."'), own, {
      layers: [[...system, go], own],
      config: { ...config, Cmd: ['/usr/local/go/bin/go', 'run', '.'] },
    });
    expect(taken).toEqual([]);
    expect(why).toContain('compile whenever they start');
  });

  it('takes folders that belong to a user whole, and removes as root where RUN runs as another', async () => {
    const users = { uid: 1000, gid: 1000 };
    const { text, stage } = await splitOf(
      dockerfile.replace('RUN', 'USER 1000\nRUN'),
      [dir('app', users), dir('app/templates', users), ...own.map((one) => ({ ...one, ...users }))],
      { config: { ...config, User: '1000' } },
    );
    expect(text).toMatch(/\nUSER root\nRUN rm -rf .*\/app\/go\.mod/);
    expect(stage).toContain('COPY --from=build --chown=1000:1000 /app /app');
    expect(stage).toContain('USER 1000');
  });
});

describe('a Rust program', () => {
  it('stays at its path below target, with what cargo made beside it', async () => {
    const { stage } = await splitOf(
      'FROM rust:1.85\nWORKDIR /app\nCOPY . .\nRUN cargo build --release\nCMD ["./target/release/server"]\n',
      [
        file('app/Cargo.toml', '[package]'),
        file('app/Cargo.lock', ''),
        file('app/Rocket.toml', '[default]'),
        file('app/src/main.rs', 'fn main() {}'),
        file('app/target/CACHEDIR.TAG', ''),
        file('app/target/release/server', rustProgram, executable),
        file('app/target/release/worker', rustProgram, executable),
        file('app/target/release/server.d', ''),
        file('app/target/release/deps/libx.rlib', bytes(9_000_000)),
        file('usr/local/cargo/registry/src/x/lib.rs', bytes(1_000_000)),
      ],
      { config: { Cmd: ['./target/release/server'], WorkingDir: '/app' } },
    );
    expect(stage.filter((line) => line.startsWith('COPY'))).toEqual([
      'COPY --from=build /app/Rocket.toml /app/',
      'COPY --from=build /app/target/release/server /app/target/release/worker /app/target/release/',
    ]);
  });
});

describe('a program in C', () => {
  const dockerfile = 'FROM gcc:14\nWORKDIR /src\nCOPY . .\nRUN make install\nCMD ["greet"]\n';
  const config = { Cmd: ['greet'], WorkingDir: '/src', Env: ['PATH=/usr/local/bin:/usr/bin:/bin'] };
  const program = (...needed: string[]) => file('usr/local/bin/greet', linked(...needed), executable);
  const sources = [
    file('src/Makefile', 'all:'),
    file('src/main.c', ''),
    file('src/main.o', bytes(200)),
    file('src/words.txt', 'a'),
  ];

  it('brings libraries below /usr/local along, and tells the loader', async () => {
    const own = [
      ...sources,
      program('libgreet.so.1'),
      file('usr/local/lib/libgreet.so.1', library('libgreet.so.1')),
      file('usr/local/include/greet.h', ''),
    ];
    const { stage } = await splitOf(dockerfile, own, { config });
    expect(stage).toEqual([
      'FROM debian:13-slim',
      'COPY --from=build /src/words.txt /src/',
      'COPY --from=build /usr/local/bin/greet /usr/local/bin/',
      'COPY --from=build /usr/local/lib/libgreet.so.1 /usr/local/lib/',
      'RUN ldconfig',
      'WORKDIR /src',
      'CMD ["greet"]',
    ]);
  });

  const z = [
    packaged(stanza('libc6'), stanza('zlib1g'), stanza('zlib1g-dev', 'Depends: zlib1g\n')),
    file('var/lib/dpkg/info/zlib1g:amd64.list', '/.\n/usr\n/usr/lib\n/usr/lib/libz.so.1.3\n/usr/lib/libz.so.1\n'),
    file('usr/lib/libz.so.1.3', library('libz.so.1')),
    symlink('usr/lib/libz.so.1', 'libz.so.1.3'),
    dir('usr/lib/empty'),
  ];

  it('has packages of its libraries installed, and nothing of packages copied', async () => {
    const { stage, taken } = await splitOf(dockerfile, [...sources, ...z, program('libz.so.1')], { config });
    expect(stage.slice(1, 6)).toEqual([
      'RUN apt-get update \\',
      '    && apt-get install -y --no-install-recommends zlib1g \\',
      '    && rm -rf /var/lib/apt/lists/*',
      'COPY --from=build /src/words.txt /src/',
      'COPY --from=build /usr/local/bin/greet /usr/local/bin/',
    ]);
    expect(taken[0]?.evidence.join()).toContain('zlib1g: /usr/local/bin/greet loads libz.so.1');
  });

  it('is not split where the base is of another version, or has an older C library', async () => {
    const older = { ...slim, system: { id: 'debian', version: '12' } };
    const { why } = await splitOf(dockerfile, [...sources, ...z, program('libz.so.1')], { config, bases: [older] });
    expect(why).toBe('zlib1g would have to be installed, and debian:13-slim is debian 12 where the image is debian 13');
    const newer = elfFile({
      interpreter: `/${loader}`,
      dynamic: { needed: ['libc.so.6'], versionsNeeded: [{ library: 'libc.so.6', versions: ['GLIBC_2.99'] }] },
    });
    const result = await splitOf(dockerfile, [...sources, file('usr/local/bin/greet', newer, executable)], { config });
    expect(result.why).toBe('/usr/local/bin/greet needs GLIBC_2.99, and debian:13-slim has GLIBC_2.41');
  });

  it('has what its health check and its script run, and not what only the build ran', async () => {
    const tools = [
      packaged(stanza('libc6'), stanza('curl'), stanza('gosu'), stanza('wget')),
      ...['curl', 'gosu', 'wget'].flatMap((name) => [
        file(`var/lib/dpkg/info/${name}.list`, `/.\n/usr\n/usr/bin\n/usr/bin/${name}\n`),
        file(`usr/bin/${name}`, linked(), executable),
      ]),
      file('start.sh', '#!/bin/bash\nexec gosu nobody greet\n', executable),
    ];
    const { stage } = await splitOf(
      'FROM gcc:14\nRUN apt-get update && apt-get install -y curl gosu wget\nCOPY . .\nRUN wget x && make install\nHEALTHCHECK CMD curl -f localhost || exit 1\nENTRYPOINT ["/start.sh"]\n',
      [...tools, program()],
      {
        config: {
          Entrypoint: ['/start.sh'],
          Env: config.Env,
          Healthcheck: { Test: ['CMD-SHELL', 'curl -f localhost || exit 1'] },
        },
      },
    );
    expect(stage.join('\n')).toContain('--no-install-recommends curl gosu \\\n');
    expect(stage).toContain('HEALTHCHECK CMD curl -f localhost || exit 1');
  });

  it('finds whom to trust', async () => {
    const bundle = file('etc/ssl/certs/ca-certificates.crt', 'BEGIN');
    const { stage } = await splitOf(dockerfile, [...sources, program()], {
      config,
      layers: [
        [...system, bundle],
        [...sources, program()],
      ],
    });
    expect(stage).toContain('COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/');
  });
});

describe('a Java program', () => {
  const home = 'opt/java/openjdk';
  const jdk = (...more: Entry[]) => [
    ...system,
    file(`${home}/release`, 'JAVA_VERSION="21.0.1"\n'),
    file(`${home}/bin/java`, linked(), executable),
    file(`${home}/bin/javac`, linked(), executable),
    file(`${home}/lib/server/libjvm.so`, library('libjvm.so')),
    file(`${home}/lib/security/cacerts`, 'x'),
    file(`${home}/lib/modules`, bytes(90_000_000)),
    ...more,
  ];
  const jlink = [
    file(`${home}/bin/jlink`, linked(), executable),
    file(`${home}/jmods/java.base.jmod`, bytes(1_000_000)),
    file(`${home}/jmods/java.se.jmod`, bytes(100)),
    file(`${home}/jmods/jdk.compiler.jmod`, bytes(100_000)),
  ];
  const jre = debianBase('eclipse-temurin:21-jre', {
    stored: { bytes: 20_000_000, low: 20_000_000, high: 20_000_000 },
    hasPath: (path) => inBase.has(path) || path.startsWith(`/${home}/`),
  });
  const dockerfile =
    'FROM eclipse-temurin:21-jdk\nWORKDIR /app\nCOPY . .\nRUN ./mvnw package\nCMD ["java", "-jar", "target/shop-1.0.jar"]\n';
  const config = {
    Cmd: ['java', '-jar', 'target/shop-1.0.jar'],
    WorkingDir: '/app',
    Env: [`PATH=/${home}/bin:/usr/bin:/bin`, `JAVA_HOME=/${home}`],
  };
  const own = [
    file('app/pom.xml', '<project/>'),
    file('app/mvnw', '', executable),
    file('app/config/application.yml', 'port: 80'),
    file('app/src/main/resources/application.yml', ''),
    file('app/target/shop-1.0.jar', 'PK'),
    file('app/target/shop-1.0.jar.original', 'PK'),
    file('app/target/lib/a.jar', 'PK'),
    file('app/target/classes/shop/Main.class', bytes(10)),
    file('root/.m2/repository/a/a.jar', bytes(5_000_000)),
  ];

  it('goes with its archive and what is beside it, onto a runtime that jlink makes', async () => {
    const { text, stage, taken } = await splitOf(dockerfile, own, { config, layers: [jdk(...jlink), own] });
    expect(text).toContain(`RUN /${home}/bin/jlink --add-modules java.se \\\n`);
    expect(text).toContain(`&& cp /${home}/lib/security/cacerts /opt/java-runtime/lib/security/cacerts`);
    expect(stage.slice(1)).toEqual([
      `ENV PATH=/${home}/bin:$PATH`,
      `ENV JAVA_HOME=/${home}`,
      'COPY --from=build /app/config /app/config',
      'COPY --from=build /app/target/lib /app/target/lib',
      'COPY --from=build /app/target/shop-1.0.jar /app/target/',
      `COPY --from=build /opt/java-runtime /${home}`,
      'WORKDIR /app',
      'CMD ["java", "-jar", "target/shop-1.0.jar"]',
    ]);
    expect(taken[0]?.effects.map(({ kind }) => kind)).toEqual(['new-stage', 'makes']);
  });

  it('goes onto the JRE where the JDK has no module files', async () => {
    const { stage } = await splitOf(dockerfile, own, { config, layers: [jdk(), own], bases: [slim, jre] });
    expect(stage[0]).toBe('FROM eclipse-temurin:21-jre');
    expect(stage.join('\n')).not.toContain('java-runtime');
  });

  it('keeps the folders of its class path', async () => {
    const words = ['java', '-cp', 'out:lib/*', 'shop.Main'];
    const files = [file('app/src/Main.java', ''), file('app/out/shop/Main.class', ''), file('app/lib/a.jar', 'PK')];
    const text = dockerfile.replace(/CMD.*/, `CMD ${JSON.stringify(words)}`);
    const { stage } = await splitOf(text, files, { config: { ...config, Cmd: words }, layers: [jdk(...jlink), files] });
    expect(stage.filter((line) => / \/app/.test(line))).toEqual([
      'COPY --from=build /app/lib /app/lib',
      'COPY --from=build /app/out /app/out',
      'WORKDIR /app',
    ]);
  });

  it('is not split where the archive is not there, or Maven starts it', async () => {
    const layers = [jdk(...jlink), own.filter((one) => !('path' in one) || !/shop-1.0.jar$/.test(String(one.path)))];
    const other = { ...config, Cmd: ['java', '-jar', 'shop.jar'] };
    expect((await splitOf(dockerfile, own, { config: other, layers })).why).toContain(
      'which archives that needs is not known',
    );
    const maven = {
      ...config,
      Cmd: ['java', '-classpath', '/m/plexus-classworlds.jar', 'org.codehaus.plexus.classworlds.launcher.Launcher'],
    };
    expect((await splitOf(dockerfile, own, { config: maven, layers })).why).toContain('by way of the build tool');
  });
});

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
