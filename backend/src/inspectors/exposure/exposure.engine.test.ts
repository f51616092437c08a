import { describe, expect, it } from 'vitest';
import { analyzeEngineImage } from '../../../testing/analyze-engine.ts';
import { testEngines } from '../../../testing/engines.ts';
import { hasImage, runInImage } from '../../../testing/run-in-image.ts';

const images = ['debian:13-slim', 'nginx:1.26', 'rust:1.85'];

/** What find sees in the image itself, and which programs its shell would start. */
const ask = `
shown() { find / -xdev -path /proc -prune -o "$@" -printf '%p\\n' | sort; }
shown -type f -perm -4000
echo "== setgid"; shown -type f -perm -2000
echo "== writable"
shown \\( -type f -o -type d ! -perm -1000 \\) -perm -0002 ! -path '/tmp/*' ! -path '/var/tmp/*' ! -path '/dev/*'
echo "== programs"
for name in sh bash dash zsh apt apt-get dpkg apk dnf npm yarn pnpm pip pip3 cargo gem mvn; do command -v $name || true; done
`;

const lines = (text = '') => text.split('\n').filter((line) => line !== '');

describe.each(testEngines())('exposure on the $name engine:', ({ host }) => {
  it.for(images)('%s', async (image, { skip }) => {
    skip(!(await hasImage(host, image)), `${image} is not on this engine`);
    const text = (await runInImage(host, image, ['/bin/sh', '-c', ask])).toString();
    const [setuid, setgid, writable, programs] = text.split(/^== \w+\n/m).map(lines);
    const { facts, findings, problems } = (await analyzeEngineImage(host, image)).inspection.report;
    if (facts.exposure.state !== 'known') throw new Error(facts.exposure.why);
    const { value } = facts.exposure;
    const paths = (kind: string) =>
      value.items
        .filter((item) => item.kind === kind)
        .map(({ path }) => path)
        .sort();

    expect(paths('setuid')).toEqual(setuid);
    expect(paths('setgid')).toEqual(setgid);
    expect(paths('world-writable')).toEqual(writable);
    expect([value.setuidFiles, value.setgidFiles, value.worldWritable]).toEqual([
      setuid?.length,
      setgid?.length,
      writable?.length,
    ]);
    // A shell finds the first of several; where /bin is a link, it says so by that name.
    const found = new Set(
      [...value.shells, ...value.packageManagers].map((path) => path.replace(/^\/usr\/bin\//, '/bin/')),
    );
    expect(programs?.map((path) => path.replace(/^\/usr\/bin\//, '/bin/')).filter((path) => !found.has(path))).toEqual(
      [],
    );
    expect(value.runsAsRoot).toBe(true);
    // No official image has a secret.
    expect(
      findings.filter(({ rule, confidence }) => /secret|key|credentials/.test(rule) && confidence !== 'possible'),
    ).toEqual([]);
    expect(problems.filter(({ inspector }) => inspector === 'exposure')).toEqual([]);
  });
});
