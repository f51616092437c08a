import { describe, expect, it } from 'vitest';
import { analyzeEngineImage } from '../../../testing/analyze-engine.ts';
import { testEngines } from '../../../testing/engines.ts';
import { ownedBytes, statFormat } from '../../../testing/owned-bytes.ts';
import { hasImage, runInImage } from '../../../testing/run-in-image.ts';

/** Whichever of them an engine has. */
const images = ['fedora:latest', 'redhat/ubi9:latest', 'rockylinux:9', 'amazonlinux:2023', 'opensuse/leap:15'];

/** What rpm says in the image itself, and the kernel of the files that it names and did install. */
const ask = `
rpm -qa --qf '%{NEVR} %|ARCH?{%{ARCH}}|\\n'
echo "== files"
rpm -qa --qf '[%{=NEVR} %{FILESTATES} %{FILENAMES}\\n]' > /tmp/lists
cat /tmp/lists
echo "== stat"
sed -n 's|^[^/]* [02] /|/|p' /tmp/lists | sort -u | tr '\\n' '\\0' | xargs -0 stat -c '${statFormat}' 2>/dev/null || true
`;

describe.each(testEngines())('what is installed, on the $name engine:', ({ host }) => {
  it.for(images)('%s', async (image, { skip }) => {
    skip(!(await hasImage(host, image)), `${image} is not on this engine`);
    const text = (await runInImage(host, image, ['/bin/sh', '-c', ask])).toString('latin1');
    const [named = '', listed = '', stat = ''] = text.split(/^== \w+\n/m);
    const { inspection } = await analyzeEngineImage(host, image);
    const packages = inspection.catalog.of('rpm');
    const asRpmSays = packages.map(({ name, version, instance }) => `${name}-${version} ${instance}`);
    expect(asRpmSays.sort()).toEqual(named.split('\n').filter(Boolean).sort());
    expect(inspection.report.problems.filter(({ inspector }) => inspector === 'rpm')).toEqual([]);

    const lists = new Map<string, string[]>(packages.map(({ name, version }) => [`${name}-${version}`, []]));
    for (const line of listed.split('\n')) {
      const [, one = '', path = ''] = /^(\S+) [02] (\/.*)$/.exec(line) ?? [];
      lists.get(one)?.push(path);
    }
    const bytes = packages.map((one): [string, number] => [`${one.name}-${one.version}`, one.bytes]);
    expect(new Map(bytes)).toEqual(ownedBytes(lists, stat));
  });
});
