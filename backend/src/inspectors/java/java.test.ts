import { expect, it } from 'vitest';
import { inspected, inspectedImage } from '../../../testing/inspected.ts';
import { moduleInfoClass } from '../../../testing/module-info-class.ts';
import { type Entry, file, symlink } from '../../../testing/tar-writer.ts';
import { type ZipEntry, zip } from '../../../testing/zip-writer.ts';
import { java } from './java.ts';

const found = (...entries: Entry[]) => java.find(inspectedImage({ layers: [entries] }));
const named = (...entries: Entry[]) => found(...entries).packages.map(({ name, version }) => `${name} ${version}`);

const manifest = (text: string): ZipEntry => ({
  name: 'META-INF/MANIFEST.MF',
  content: `Manifest-Version: 1.0\r\n${text}\r\n\r\nName: a\r\nImplementation-Version: 9\r\n`,
  deflate: true,
});
const pom = (group: string, artifact: string, version: string): ZipEntry => ({
  name: `META-INF/maven/${group}/${artifact}/pom.properties`,
  content: `#Created by Apache Maven 3.9.9\nversion=${version}\ngroupId=${group}\nartifactId=${artifact}\n`,
  deflate: true,
});
const titled = (title: string, version: string) =>
  manifest(`Implementation-Title: ${title}\nImplementation-Version: ${version}`);

it.each([
  [
    'pom.properties',
    'a.jar',
    [titled('Other', '2'), pom('org.example', 'orders', '1.4.2')],
    'org.example:orders 1.4.2',
  ],
  ['the manifest, where Maven says nothing', 'a.jar', [titled('orders', '1.4.2')], 'orders 1.4.2'],
  [
    'a bundle',
    'a.jar',
    [manifest('Bundle-SymbolicName: org.example.orders;singleton:=true\nBundle-Version: 1.4')],
    'org.example.orders 1.4',
  ],
  [
    'a line of the manifest that is cut',
    'a.jar',
    [manifest('Implementation-Title: ord\n ers\nImplementation-Version: 1')],
    'orders 1',
  ],
  ['the file name', 'guava-33.3.0-jre.jar', [{ name: 'A.class', content: '' }], 'guava 33.3.0-jre'],
  [
    'the file name, where the title is a sentence',
    'commons-io-2.16.1.jar',
    [titled('Apache Commons IO', '2.16.1')],
    'commons-io 2.16.1',
  ],
  [
    'the file name, cut where the manifest says',
    'servlet-api-2.5-6.1.14.jar',
    [titled('Servlets', '6.1.14')],
    'servlet-api-2.5 6.1.14',
  ],
  ['no version at all', 'app.jar', [titled('\u0024{project.name}', '\u0024{project.version}')], 'app '],
])('tells an archive by %s', (_, name, entries, told) => {
  expect(named(file(`app/${name}`, zip(entries)))).toEqual([told]);
});

it.each([
  ['log4j-1.2-api-2.17.1', 'log4j-1.2-api', '2.17.1'],
  ['netty-transport-native-epoll-4.1.100.Final-linux-x86_64', 'netty-transport-native-epoll', '4.1.100.Final'],
  ['orders-1.0-20240101.123456-1', 'orders', '1.0-20240101.123456-1'],
  ['spark-core_2.12-3.5.0', 'spark-core_2.12', '3.5.0'],
  ['kotlin-stdlib-jdk8-1.9.0-RC2', 'kotlin-stdlib-jdk8', '1.9.0-RC2'],
])('cuts the file name %s', (name, artifact, version) => {
  expect(named(file(`app/${name}.jar`, zip([])))).toEqual([`${artifact} ${version}`]);
});

it('says of an archive that is named for another version what was merged into it', () => {
  const [own, merged] = found(
    file('app/shadow-1.0.jar', zip([pom('com.google.guava', 'guava', '33.3.0-jre')])),
  ).packages;
  expect(own).toMatchObject({ name: 'shadow', version: '1.0', dependsOn: [1], wanted: 'unknown' });
  expect(merged).toMatchObject({ name: 'com.google.guava:guava', files: [], wanted: 'dependency' });
});

it('reads the libraries of an archive, stored and compressed, down to those in them', () => {
  const library = zip([pom('org.example', 'deep', '3')]);
  const war = zip([{ name: 'WEB-INF/lib/deep-3.jar', content: library, deflate: true }]);
  const ear = zip([
    { name: 'orders.war', content: war },
    { name: 'lib/plain-2.jar', content: zip([]) },
  ]);
  const { packages, problems } = found(file('srv/shop.ear', ear));
  expect(problems).toEqual([]);
  expect(packages.map(({ name, dependsOn, files, within }) => [name, dependsOn, files.length, within?.bytes])).toEqual([
    ['shop', [1, 3], 1, undefined],
    ['orders', [2], 0, war.length],
    ['org.example:deep', [], 0, expect.any(Number)],
    ['plain', [], 0, 22],
  ]);
  expect(packages[2]?.evidence).toEqual([
    {
      path: '/srv/shop.ear',
      says: expect.stringMatching(
        /^orders.war!\/WEB-INF\/lib\/deep-3.jar, \d+ bytes in the archive: pom.properties: org/,
      ),
    },
  ]);
});

it('tells copies of a library apart by where they are', () => {
  const library = zip([pom('org.example', 'lib', '1')]);
  const copies = (name: string) => zip([{ name: `lib/${name}.jar`, content: library }]);
  const { packages } = found(file('a.jar', copies('x')), file('b.jar', copies('y')));
  expect(packages.filter(({ name }) => name === 'org.example:lib').map(({ instance }) => instance)).toEqual([
    '/a.jar!/lib/x.jar',
    '/b.jar!/lib/y.jar',
  ]);
});

it('links archives that a manifest puts on the class path', () => {
  const { packages } = found(
    file('app/app.jar', zip([manifest('Class-Path: lib/a-1.jar lib/gone.jar file:///opt/b-1.jar')])),
    file('app/lib/a-1.jar', zip([])),
    file('opt/b-1.jar', zip([])),
  );
  expect(packages.map(({ name, dependsOn }) => [name, dependsOn])).toEqual([
    ['app', [1, 2]],
    ['a', []],
    ['b', []],
  ]);
});

it('leaves gone archives out, and tells one of several paths to a file', async () => {
  const { catalog } = await inspected({
    layers: [
      [file('a-1.jar', zip([])), file('b-1.jar', zip([]))],
      [file('.wh.b-1.jar', ''), symlink('c.jar', 'a-1.jar')],
    ],
  });
  expect(catalog.of('java').map(({ id }) => id)).toEqual(['java:a@1']);
});

const release = 'IMPLEMENTOR="Debian"\nJAVA_VERSION="21.0.4"\nMODULES="java.base java.sql"\n';
const jre = [
  file('opt/java/release', release),
  file('opt/java/bin/java', 'java', { mode: 0o755 }),
  file('opt/java/lib/modules', 'm'.repeat(100)),
  file('opt/java/lib/jrt-fs.jar', zip([])),
];

it('tells a JRE and a JDK, and takes the archives in them for theirs', () => {
  const image = found(...jre);
  expect(image.packages).toEqual([]);
  expect(image.runtimes).toMatchObject([{ kind: 'java-jre', version: '21.0.4', path: '/opt/java' }]);
  expect(image.runtimes?.[0]?.files).toHaveLength(4);
  expect(image.runtimes?.[0]?.evidence.map(({ says }) => says)).toEqual([
    'JAVA_VERSION 21.0.4 of Debian',
    'it has no compiler: it is a JRE',
    '2 modules: java.base java.sql',
    '100 bytes',
  ]);
  const jdk = found(...jre, file('opt/java/bin/javac', ''), file('opt/java/jmods/java.base.jmod', 'JM'));
  expect(jdk.runtimes).toMatchObject([{ kind: 'java-jdk' }]);
});

it('tells which modules archives require, and of how many that is unknown', () => {
  const declared = moduleInfoClass('org.example.a', ['java.base', 'java.sql', 'org.example.b']);
  const a = zip([{ name: 'META-INF/versions/9/module-info.class', content: declared, deflate: true }]);
  const b = zip([
    { name: 'module-info.class', content: moduleInfoClass('org.example.b', ['java.base', 'jdk.httpserver']) },
  ]);
  const evidence = (...entries: Entry[]) => found(...jre, ...entries).runtimes?.[0]?.evidence.at(-1)?.says;
  expect(evidence(file('app/a-1.jar', zip([{ name: 'lib/a.jar', content: a }])), file('app/b-1.jar', b))).toBe(
    '2 of 3 archives require java.base java.sql jdk.httpserver; what the other 1 need is unknown, as they are no modules',
  );
  expect(evidence(file('app/b-1.jar', b))).toBe('1 of 1 archives require java.base jdk.httpserver');
  expect(evidence(file('app/c-1.jar', zip([])))).toBe('100 bytes');
});

it('tells a runtime without release, as Java 8 may come, with its version unknown', () => {
  const { runtimes } = found(
    file('usr/lib/jvm/8/bin/java', ''),
    file('usr/lib/jvm/8/bin/javac', ''),
    file('usr/lib/jvm/8/jre/bin/java', ''),
    file('usr/lib/jvm/8/jre/lib/rt.jar', zip([])),
  );
  expect(runtimes).toMatchObject([{ kind: 'java-jdk', version: null, path: '/usr/lib/jvm/8' }]);
});

it('takes no file for a runtime that is only named release', () => {
  expect(found(file('srv/release', release)).runtimes).toEqual([]);
});

it('tells libraries that are there twice', async () => {
  const library = (text: string) => zip([pom('org.example', 'lib', '1'), { name: 'x', content: text }]);
  const { findings } = await inspected({
    layers: [[file('a/lib-1.jar', library('a')), file('b/lib-1.jar', library('b')), file('b/lib-2.jar', zip([]))]],
  });
  const twice = findings.find(({ finding }) => finding.rule === 'same-java-library-twice')?.finding;
  expect(twice?.files.map(({ path }) => path)).toEqual(['/b/lib-1.jar']);
  expect(twice?.evidence).toEqual([{ path: null, says: 'org.example:lib 1: /a/lib-1.jar, /b/lib-1.jar' }]);
});
