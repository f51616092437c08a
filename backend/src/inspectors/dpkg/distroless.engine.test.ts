import { describe, expect, it } from 'vitest';
import { analyzeEngineImage } from '../../../testing/analyze-engine.ts';
import { testEngines } from '../../../testing/engines.ts';
import { ownedBytes, statFormat } from '../../../testing/owned-bytes.ts';
import { exportedImage, hasImage, runInImage } from '../../../testing/run-in-image.ts';

const images = ['static', 'cc', 'python3'].map((name) => `gcr.io/distroless/${name}-debian13:latest`);

/** An image with dpkg, for images that have its records and nothing else of it. */
const tools = 'debian:13-slim';

/** The image lies in /srv. Its records are put together as dpkg has them, and dpkg reads them. */
const ask = `
cd /srv
mkdir -p /tmp/dpkg/info /tmp/dpkg/updates
for record in var/lib/dpkg/status.d/*; do
  case $record in *.md5sums) continue;; esac
  sed 's/^Package:/Status: install ok installed\\n&/' "$record"
  echo
done > /tmp/dpkg/status
dpkg-query --admindir=/tmp/dpkg -W -f '\${Package} \${Version} \${Architecture}\\n'
echo "== files"
for record in var/lib/dpkg/status.d/*; do
  case $record in *.md5sums) continue;; esac
  echo "package $(sed -n 's/^Package: //p' "$record")"
  echo "$record"
  echo "$record.md5sums"
  sed -n 's/^[0-9a-f]\\{32\\}  //p' "$record.md5sums"
done > /tmp/lists
cat /tmp/lists
echo "== stat"
grep -v '^package ' /tmp/lists | sort -u | tr '\\n' '\\0' | xargs -0 stat -c '${statFormat}' 2>/dev/null || true
`;

describe.each(testEngines())('what is installed without dpkg, on the $name engine:', ({ host }) => {
  it.for(images)('%s', async (image, { skip }) => {
    skip(!(await hasImage(host, image)), `${image} is not on this engine`);
    skip(!(await hasImage(host, tools)), `${tools}, which has dpkg, is not on this engine`);
    const files = { tar: await exportedImage(host, image), folder: '/srv' };
    const text = (await runInImage(host, tools, ['/bin/sh', '-c', ask], { files })).toString('latin1');
    const [named = '', listed = '', stat = ''] = text.split(/^== \w+\n/m);
    const lists = new Map(
      listed
        .split(/^package /m)
        .slice(1)
        .map((section) => section.trim().split('\n'))
        .map(([name = '', ...paths]) => [name, paths]),
    );
    const { inspection } = await analyzeEngineImage(host, image);
    const packages = inspection.catalog.of('dpkg');
    const asDpkgSays = packages.map(({ name, version, instance }) => `${name} ${version} ${instance}`);
    expect(asDpkgSays.sort()).toEqual(named.trim().split('\n').sort());
    expect(new Map(packages.map(({ name, bytes }) => [name, bytes]))).toEqual(ownedBytes(lists, stat));
    expect(inspection.report.problems.filter(({ inspector }) => inspector === 'dpkg')).toEqual([]);
  });
});
