import { expect, it } from 'vitest';
import { elfFile } from '../../../../testing/elf-writer.ts';
import { debianBase } from '../../../../testing/known-base.ts';
import { type MadeRewriting, madeParts } from '../../../../testing/rewriting.ts';
import { type Entry, file } from '../../../../testing/tar-writer.ts';
import { type ZipEntry, zip } from '../../../../testing/zip-writer.ts';
import { compose } from '../../../rewrite/compose.ts';
import { largerThanDistroless } from '../../larger-than-distroless/rule.ts';
import { builtInLastStage } from '../rule.ts';

const executable = { mode: 0o755 };
const home = 'opt/java/openjdk';
const loader = '/lib64/ld-linux-x86-64.so.2';
const linked = elfFile({ interpreter: loader, dynamic: { needed: ['libc.so.6'], calls: ['dlopen'] } });
const library = (soname: string) => elfFile({ dynamic: { soname, needed: ['libc.so.6'], calls: ['dlopen'] } });
const jdk: readonly Entry[] = [
  file('etc/os-release', 'ID=debian\nVERSION_ID="13"\nVERSION_CODENAME=trixie\nNAME=Debian\n'),
  file('etc/passwd', 'root:x:0:0:root:/root:/bin/sh\n'),
  file('bin/sh', linked, executable),
  file(loader.slice(1), library('ld-linux-x86-64.so.2')),
  file('usr/lib/x86_64-linux-gnu/libc.so.6', library('libc.so.6')),
  file('__cacert_entrypoint.sh', '#!/bin/sh\nexec "$@"\n', executable),
  file(`${home}/release`, 'JAVA_VERSION="21.0.1"\n'),
  file(`${home}/bin/java`, linked, executable),
  file(`${home}/bin/javac`, linked, executable),
  file(`${home}/bin/jlink`, linked, executable),
  file(`${home}/lib/server/libjvm.so`, library('libjvm.so')),
  file(`${home}/lib/modules`, 'x'.repeat(20_000_000)),
  file(`${home}/jmods/java.base.jmod`, 'x'.repeat(1_000_000)),
  file(`${home}/jmods/java.se.jmod`, 'x'),
  file(`${home}/jmods/jdk.crypto.ec.jmod`, 'x'),
];
const bytes = (of: number) => ({ bytes: of, low: of, high: of });
const bases = [
  debianBase('debian:13-slim', { stored: bytes(8_000_000), hasPath: (path) => path === '/bin/sh' }),
  debianBase('gcr.io/distroless/base-nossl-debian13', {
    stored: bytes(2_000_000),
    hasPath: () => false,
    hasLibrary: (name) => name === 'libc.so.6',
    symbols: () => '2.41',
  }),
];
const manifest = (text = ''): ZipEntry => ({ name: 'META-INF/MANIFEST.MF', content: `Main-Class: a.Main\n${text}\n` });
const words = ['java', '-jar', 'shop.jar'];

async function composed(jar: readonly ZipEntry[], made: Partial<MadeRewriting> = {}) {
  const parts = await madeParts({
    dockerfile: `FROM eclipse-temurin:21-jdk\nWORKDIR /app\nRUN ./build.sh\nCMD ${JSON.stringify(words)}\n`,
    layers: [jdk, [file('app/shop.jar', zip(jar))]],
    ownFrom: 1,
    layersOfLines: { 3: [1] },
    bases,
    ...made,
    config: {
      Entrypoint: ['/__cacert_entrypoint.sh'],
      Cmd: words,
      WorkingDir: '/app',
      Env: [`PATH=/${home}/bin:/usr/bin:/bin`],
      ...made.config,
    },
  });
  return (rules: Parameters<typeof compose>[0]) => compose(rules, parts, new Set()).draft.text;
}

it('has the modules that a lone archive names, and does without the script of the old base', async () => {
  const text = (await composed([manifest()]))([builtInLastStage]);
  expect(text).toContain(
    `RUN /${home}/bin/jlink --add-modules $(/${home}/bin/jdeps --print-module-deps --ignore-missing-deps --multi-release 21 /app/shop.jar),jdk.crypto.ec \\\n`,
  );
  expect(text).not.toContain('ENTRYPOINT');
});

it('has all modules of a JRE where libraries or agents may find more by names', async () => {
  const nested: ZipEntry = { name: 'BOOT-INF/lib/a.jar', content: zip([manifest()]) };
  expect((await composed([manifest(), nested]))([builtInLastStage])).toContain('--add-modules java.se,jdk.crypto.ec');
  const config = { Env: [`PATH=/${home}/bin:/bin`, 'JAVA_TOOL_OPTIONS=-Xmx1g -javaagent:/app/agent.jar'] };
  expect((await composed([manifest()], { config }))([builtInLastStage])).toContain('--add-modules java.se');
});

it('runs on distroless as a program with libraries', async () => {
  const text = (await composed([manifest()]))([builtInLastStage, largerThanDistroless]);
  const [, stage] = text.split('\n\n');
  expect(stage?.split('\n')[0]).toBe('FROM gcr.io/distroless/base-nossl-debian13');
  expect(stage).toContain(`COPY --from=build /opt/java-runtime /${home}\n`);
  expect(stage).toContain(`CMD ["/${home}/bin/java", "-jar", "shop.jar"]`);
});
