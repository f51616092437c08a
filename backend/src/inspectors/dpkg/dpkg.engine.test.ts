import { describe, expect, it } from 'vitest';
import { analyzeEngineImage } from '../../../testing/analyze-engine.ts';
import { oneEngine, testEngines } from '../../../testing/engines.ts';
import { ownedBytes, statFormat } from '../../../testing/owned-bytes.ts';
import { hasImage, runInImage } from '../../../testing/run-in-image.ts';
import type { Wanted } from '../../inspection-answers.ts';
import type { FoundPackage } from '../inspector.ts';

const images = ['debian:13-slim', 'node:24-slim', 'node:24', 'python:3.13', 'gcc:14'];

/** What dpkg and apt say in the image itself, and the kernel of the files that they name. */
const ask = `
dpkg-query -W -f '\${db:Status-Abbrev}|\${Package} \${Version} \${Architecture}\\n'
echo "== auto"; apt-mark showauto
echo "== manual"; apt-mark showmanual
echo "== files"
dpkg-query -W -f '\${binary:Package} \${Package} \${Version} \${Architecture}\\n' | while read -r asked package; do
  echo "package $package"
  dpkg-query -L "$asked"
  for record in /var/lib/dpkg/info/"$asked".*; do
    extension=\${record#/var/lib/dpkg/info/"$asked".}
    [ "\${extension#*.}" = "$extension" ] && echo "$record"
  done
done > /tmp/lists
cat /tmp/lists
echo "== stat"
grep -o '/.*' /tmp/lists | sort -u | tr '\\n' '\\0' | xargs -0 stat -c '${statFormat}' 2>/dev/null || true
`;

async function oracle(host: string, image: string) {
  const text = (await runInImage(host, image, ['/bin/sh', '-c', ask])).toString('latin1');
  const [packages = '', auto = '', manual = '', files = '', stat = ''] = text.split(/^== \w+\n/m);
  return {
    packages: lines(packages).flatMap((line) => /^[a-z][iWt] \|(.*)/.exec(line)?.[1] ?? []),
    auto: lines(auto),
    manual: lines(manual),
    bytes: ownedBytes(listsIn(files), stat),
  };
}

/** Whom dpkg names when it refuses to remove a package. */
const askRemoval = `
dpkg-query -W -f '\${binary:Package} \${Package}\\n' | while read -r asked package; do
  echo "package $package"
  LC_ALL=C dpkg --no-act --force-remove-essential --force-remove-protected --remove "$asked" 2>&1 || true
done
`;

const lines = (text: string) => text.split('\n').filter(Boolean).sort();

/** A path that is diverted is followed by a line that says so. */
function listsIn(text: string): Map<string, string[]> {
  const lists = new Map<string, string[]>();
  for (const section of text.split(/^package /m).slice(1)) {
    const [name = '', ...listed] = section.split('\n');
    const paths: string[] = [];
    for (const line of listed) {
      const [, diverted] = /^(?:diverted by .*|locally diverted) to: (.*)/.exec(line) ?? [];
      if (diverted !== undefined) paths.splice(-1, 1, diverted);
      else if (line.startsWith('/')) paths.push(line);
    }
    lists.set(name, paths);
  }
  return lists;
}

const asDpkgSays = ({ name, version, instance }: FoundPackage) => `${name} ${version} ${instance}`;
const namesOf = (packages: readonly FoundPackage[], wanted: Wanted) =>
  packages
    .filter((one) => one.wanted === wanted)
    .map(({ name }) => name)
    .sort();

describe.each(testEngines())('what is installed, on the $name engine:', ({ host }) => {
  it.for(images)('%s', async (image, { skip }) => {
    skip(!(await hasImage(host, image)), `${image} is not on this engine`);
    const told = await oracle(host, image);
    const { inspection } = await analyzeEngineImage(host, image);
    const packages = inspection.catalog.of('dpkg');
    expect(packages.map(asDpkgSays).sort()).toEqual(told.packages);
    expect(packages.length).toBeGreaterThan(50);
    expect(namesOf(packages, 'dependency')).toEqual(told.auto);
    expect(namesOf(packages, 'asked-for')).toEqual(told.manual);
    expect(new Map(packages.map((one) => [asDpkgSays(one), one.bytes]))).toEqual(told.bytes);
    expect(inspection.report.problems.filter(({ inspector }) => inspector === 'dpkg')).toEqual([]);
  });
});

// What packages say of each other is the same on every engine, and dpkg takes its time.
describe.each(oneEngine())('who needs whom, on the $name engine:', ({ host }) => {
  it.for(['node:24-slim', 'node:24'])('%s', async (image, { skip }) => {
    skip(!(await hasImage(host, image)), `${image} is not on this engine`);
    const text = (await runInImage(host, image, ['/bin/sh', '-c', askRemoval])).toString();
    const { catalog } = (await analyzeEngineImage(host, image)).inspection;
    const told = catalog
      .of('dpkg')
      .flatMap(({ name, neededBy }) => neededBy.map((place) => `${catalog.packages[place]?.name} needs ${name}`));
    const refused = text.split(/^package /m).slice(1);
    const needs = refused.flatMap((section) => {
      const [needed = '', ...said] = section.split('\n');
      return said.flatMap((line) => {
        const [, needing] = /^ (\S+?)(?::\w+)? (?:pre-)?depends on /i.exec(line) ?? [];
        return needing === undefined ? [] : [`${needing} needs ${needed}`];
      });
    });
    expect(needs.length).toBeGreaterThan(100);
    expect(needs.filter((need) => !told.includes(need))).toEqual([]);
    // dpkg is silent where another package would do as well: apt keeps all of those.
    const silent = Map.groupBy(
      told.filter((need) => !needs.includes(need)),
      (need) => need.split(' ')[0],
    );
    expect([...silent.values()].filter((alternatives) => alternatives.length < 2)).toEqual([]);
  });
});
