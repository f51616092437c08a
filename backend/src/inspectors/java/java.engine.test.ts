import { describe, expect, it } from 'vitest';
import { analyzeEngineImage } from '../../../testing/analyze-engine.ts';
import { testEngines } from '../../../testing/engines.ts';
import { hasImage, runInImage } from '../../../testing/run-in-image.ts';
import { file, tarBytes } from '../../../testing/tar-writer.ts';

/** What the runtime says of itself, and the kernel of its files. */
const askRuntime = `
home=$(dirname "$(dirname "$(readlink -f "$(command -v java)")")")
echo "$home"
java -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java.version = //p'
java --list-modules | wc -l
find "$home" -type f -printf '%i %s\\n' | sort -u | awk '{ sum += $2 } END { print sum }'
test -x "$home/bin/javac" && echo java-jdk || echo java-jre
`;

const runtimes = ['eclipse-temurin:21-jre', 'eclipse-temurin:21-jdk'];

/** Reads every archive of the image with Java's own ZIP reader. */
const lister = `
import java.nio.file.*; import java.util.*; import java.util.zip.*;
public class Lister {
  public static void main(String[] roots) throws Exception {
    try (var paths = Files.walk(Path.of(roots[0]))) {
      for (Path path : (Iterable<Path>) paths.filter(p -> p.toString().endsWith(".jar") && Files.isRegularFile(p, LinkOption.NOFOLLOW_LINKS))::iterator) {
        try (var zip = new ZipFile(path.toFile())) {
          var found = new TreeSet<String>();
          for (var entry : Collections.list(zip.entries())) {
            if (!entry.getName().matches("META-INF/maven/[^/]+/[^/]+/pom\\\\.properties")) continue;
            var pom = new Properties();
            pom.load(zip.getInputStream(entry));
            found.add(pom.getProperty("groupId") + ":" + pom.getProperty("artifactId") + "@" + pom.getProperty("version"));
          }
          System.out.println(path + " " + Files.size(path) + " " + String.join(" ", found));
        }
      }
    }
  }
}
`;

describe.each(testEngines())('Java on the $name engine:', ({ host }) => {
  it.for(runtimes)('the runtime of %s', async (image, { skip }) => {
    skip(!(await hasImage(host, image)), `${image} is not on this engine`);
    const said = (await runInImage(host, image, ['/bin/sh', '-c', askRuntime])).toString().trim().split('\n');
    const [path, version, modules, bytes, kind] = said;
    const { facts } = (await analyzeEngineImage(host, image)).inspection.report;
    const told = facts.runtimes.state === 'known' ? facts.runtimes.value.filter((one) => /^java/.test(one.kind)) : [];
    expect(told).toMatchObject([{ kind, version, path, bytes: Number(bytes) }]);
    expect(told[0]?.evidence.map(({ says }) => says)).toContainEqual(expect.stringMatching(`^${modules} modules: `));
  });

  it('the archives of maven, as Java itself reads them', async ({ skip }) => {
    const image = 'maven:3-eclipse-temurin-21';
    skip(!(await hasImage(host, image)), `${image} is not on this engine`);
    const files = { tar: tarBytes([file('Lister.java', lister)]), folder: '/srv' };
    const command = ['/bin/sh', '-c', 'java /srv/Lister.java /usr/share'];
    const listed = (await runInImage(host, image, command, { files })).toString().trim().split('\n').sort();
    const { catalog, report } = (await analyzeEngineImage(host, image)).inspection;
    const byPath = Map.groupBy(catalog.of('java'), ({ path }) => path);
    const told = Array.from(byPath, ([path, packages]) => {
      const poms = packages.filter(({ evidence }) => evidence.some(({ says }) => says.includes('pom.properties')));
      const size = packages.reduce((sum, { bytes }) => sum + bytes, 0);
      return `${path} ${size} ${poms
        .map(({ name, version }) => `${name}@${version}`)
        .sort()
        .join(' ')}`;
    });
    expect(told.sort()).toEqual(listed);
    expect(listed.length).toBeGreaterThan(40);
    expect(report.problems.filter(({ inspector }) => inspector === 'java')).toEqual([]);
  });
});
