import { expect, it } from 'vitest';
import { files, running, wasteIn } from '../../../../testing/found-waste.ts';
import { dir, file, hardlink, symlink } from '../../../../testing/tar-writer.ts';

const found = async (rule: string, ...image: Parameters<typeof wasteIn>) =>
  (await wasteIn(...image)).paths.get(rule) ?? [];
const slashed = (paths: readonly string[]) => paths.map((path) => `/${path}`).sort();

it('finds headers and static libraries, but no folder that is only called so', async () => {
  const headers = [
    'usr/include/stdio.h',
    'usr/local/include/node/v8.h',
    'opt/conda/include/openssl/ssl.h',
    'usr/lib/jvm/java-21/include/jni.h',
    'usr/lib/gcc/x86_64-linux-gnu/14/include/stddef.h',
  ];
  const libraries = ['usr/lib/x86_64-linux-gnu/libz.a', 'opt/x/lib/libx.a'];
  const kept = [
    'app/include/header.php',
    'opt/app/include/lib.js',
    'usr/local/lib/python3.13/site-packages/torch/include/ATen/ATen.h',
    'usr/lib/gcc/x86_64-linux-gnu/14/liblto_plugin.so',
    'usr/lib/x86_64-linux-gnu/libz.so.1',
    'app/data.a',
  ];
  const link = symlink('usr/lib/x86_64-linux-gnu/libold.a', 'libz.a');
  const { paths, finding } = await wasteIn({ layers: [[...files(...headers, ...libraries, ...kept), link]] });
  expect(paths).toEqual(
    new Map([
      ['headers-installed', slashed(headers)],
      ['static-libraries-installed', slashed(libraries)],
    ]),
  );
  expect(finding('headers-installed').confidence).toBe('possible');
});

it('finds what compilers read only where no compiler runs', async () => {
  const layers = [files('usr/include/stdio.h', 'usr/lib/libz.a')];
  const { finding } = await wasteIn({ layers, entrypoint: running(['/app/server']) });
  expect(finding('headers-installed').confidence).toBe('likely');
  expect((await wasteIn({ layers, entrypoint: running(['/usr/bin/gcc', '-c', 'x.c']) })).paths).toEqual(new Map());
});

it('finds a compiler that was built into /usr/local, and no gcc that is something else', async () => {
  const compiler = [
    'usr/local/libexec/gcc/x86_64-linux-gnu/14/cc1',
    'usr/local/lib/gcc/x86_64-linux-gnu/14/libgcc_eh.a',
    'usr/local/bin/g++',
    'usr/local/bin/x86_64-linux-gnu-gcc-14',
  ];
  expect(
    await found('compiler-beside-packages', { layers: [files(...compiler, 'usr/local/lib64/libstdc++.so.6')] }),
  ).toEqual(slashed(compiler));
  expect(await found('compiler-beside-packages', { layers: [files('usr/local/bin/gcc', 'app/lib/gcc/x')] })).toEqual(
    [],
  );
});

it('finds intermediate files of builds, but not what is built', async () => {
  const waste = [
    'app/target/release/deps/libserde.rlib',
    'app/target/release/incremental/x/y.bin',
    'java/target/classes/Main.class',
    'java/target/app.jar.original',
    'kotlin/build/tmp/x.bin',
    'net/obj/Debug/x.dll',
    'c/main.o',
    'cmake/CMakeFiles/x.dir/x.o',
  ];
  const kept = [
    'app/target/release/server',
    'java/target/app.jar',
    'java/target/lib/dependency.jar',
    'kotlin/build/libs/app.jar',
    'other/target/classes/x.class',
    'other/build/tmp/x',
    'other/release/deps/x',
    'meshes/obj/teapot.bin',
    'bpf/probe.bpf.o',
  ];
  const marks = [
    'app/target/release/.cargo-lock',
    'java/pom.xml',
    'kotlin/build.gradle.kts',
    'net/obj/project.assets.json',
    'c/main.c',
    'cmake/CMakeCache.txt',
  ].map((path) => file(path, ''));
  const layers = [[...files(...waste, ...kept), ...marks]];
  expect(await found('build-output-kept', { layers })).toEqual(slashed(waste));
  expect(await found('build-output-kept', { layers, config: { Cmd: ['mvn', 'spring-boot:run'] } })).toEqual([]);
});

it('leaves out what the command runs, wherever it is, and what is one file with it', async () => {
  const server = files('app/target/release/deps/server-0123', 'app/target/release/deps/other.rlib');
  const layers = [
    [
      ...server,
      hardlink('app/target/release/server', 'app/target/release/deps/server-0123'),
      file('app/target/release/.cargo-lock', ''),
    ],
  ];
  expect(await found('build-output-kept', { layers })).toEqual(['/app/target/release/deps/other.rlib']);
  const classes = [[...files('app/target/classes/Main.class', 'app/target/site/index.html'), file('app/pom.xml', '')]];
  expect(
    await found('build-output-kept', {
      layers: classes,
      config: { WorkingDir: '/app', Cmd: ['sh', '-c', 'exec java -cp "target/classes:lib/*" Main'] },
    }),
  ).toEqual(['/app/target/site/index.html']);
});

it('finds reports of tests, but no package and no page that is called coverage', async () => {
  const waste = ['app/coverage/lcov-report/index.html', 'app/.nyc_output/x.json', 'app/htmlcov/status.json'];
  const kept = [
    'usr/lib/python3/dist-packages/coverage/tracer.so',
    'app/node_modules/coverage/lcov.info',
    'app/coverage-map/x',
    'srv/coverage/map.png',
  ];
  expect(await found('coverage-reports-copied', { layers: [files(...waste, ...kept)] })).toEqual(slashed(waste));
});

it('finds files of the build among the application only', async () => {
  const waste = ['app/Dockerfile.production', 'app/.github/workflows/x.yml', 'usr/src/app/docker-compose.yml'];
  const kept = ['usr/share/x/Dockerfile', 'app/node_modules/x/.github/x.yml', 'app/src/dockerfile.ts'];
  expect(await found('build-context-copied', { layers: [[dir('usr/src/'), ...files(...waste, ...kept)]] })).toEqual(
    slashed(waste),
  );
});
