import { describe, expect, it } from 'vitest';
import { analyzeEngineImage } from '../../../testing/analyze-engine.ts';
import { testEngines } from '../../../testing/engines.ts';
import { ownedBytes, statFormat } from '../../../testing/owned-bytes.ts';
import { hasImage, runInImage } from '../../../testing/run-in-image.ts';

/** Whichever of them an engine has. */
const images = ['alpine:3', 'alpine:latest', 'node:24-alpine', 'python:3.13-alpine', 'nginx:alpine'];

/** What apk says in the image itself, and the kernel of the files that it names. */
const ask = `
apk info -v
echo "== world"; cat /etc/apk/world
echo "== files"
apk info | while read -r package; do
  echo "package $package"
  apk info -qL "$package" | sed -n 's|^[^/]|/&|p'
done > /tmp/lists
cat /tmp/lists
echo "== stat"
grep '^/' /tmp/lists | sort -u | tr '\\n' '\\0' | xargs -0 stat -c '${statFormat}' 2>/dev/null || true
`;

describe.each(testEngines())('what is installed, on the $name engine:', ({ host }) => {
  it.for(images)('%s', async (image, { skip }) => {
    skip(!(await hasImage(host, image)), `${image} is not on this engine`);
    const text = (await runInImage(host, image, ['/bin/sh', '-c', ask])).toString('latin1');
    const [named = '', world = '', files = '', stat = ''] = text.split(/^== \w+\n/m);
    const { inspection } = await analyzeEngineImage(host, image);
    const packages = inspection.catalog.of('apk');
    expect(packages.map(({ name, version }) => `${name}-${version}`).sort()).toEqual(named.trim().split('\n').sort());
    expect(inspection.report.problems.filter(({ inspector }) => inspector === 'apk')).toEqual([]);

    const lists = new Map(
      files
        .split(/^package /m)
        .slice(1)
        .map((section) => section.trim().split('\n'))
        .map(([name = '', ...paths]) => [name, paths]),
    );
    expect(new Map(packages.map(({ name, bytes }) => [name, bytes]))).toEqual(ownedBytes(lists, stat));
    const asked = new Set(packages.filter(({ wanted }) => wanted === 'asked-for').map(({ name }) => name));
    for (const word of world.split(/\s+/).filter((word) => /^[.\w-]+$/.test(word) && lists.has(word))) {
      expect(asked).toContain(word);
    }
  });
});
