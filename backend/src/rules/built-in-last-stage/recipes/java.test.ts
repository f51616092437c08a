import { describe, expect, it } from 'vitest';
import { debianBase } from '../../../../testing/known-base.ts';
import { bytes, executable, inBase, library, linked, slim, splitOf, system } from '../../../../testing/split-stage.ts';
import { type Entry, file } from '../../../../testing/tar-writer.ts';

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
