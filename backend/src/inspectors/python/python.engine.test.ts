import { describe, expect, it } from 'vitest';
import { analyzeEngineImage } from '../../../testing/analyze-engine.ts';
import { testEngines } from '../../../testing/engines.ts';
import { hasImage, runInImage } from '../../../testing/run-in-image.ts';
import { pathOf } from '../../image/image-model.ts';

/** What Python's own library says of what it can import, and the kernel of the files that are recorded. */
const ask = `
import importlib.metadata, os, platform, stat, sys
print(platform.python_version())
for site in sys.path:
    for distribution in importlib.metadata.distributions(path=[site]):
        inodes = {}
        def add(path):
            if os.path.lexists(path) and stat.S_ISREG(os.lstat(path).st_mode): inodes[os.lstat(path).st_ino] = os.lstat(path).st_size
        for path in distribution.files or []:
            path = os.path.normpath(os.path.join(site, str(path)))
            add(path)
            cache = os.path.join(os.path.dirname(path), '__pycache__')
            if path.endswith('.py') and os.path.isdir(cache):
                for name in os.listdir(cache):
                    if name.startswith(os.path.basename(path)[:-2]): add(os.path.join(cache, name))
        print(distribution._path, distribution.metadata['Name'], distribution.version, sum(inodes.values()) if distribution.files else 'unrecorded')
`;

const images = [
  ['python:3.13', ['/usr/local/bin/python3.13', '/usr/bin/python3.13']],
  ['python:3.13-slim', ['/usr/local/bin/python3.13']],
  ['gcr.io/distroless/python3-debian13', ['/usr/bin/python3.13']],
] as const;

describe.each(testEngines())('$name engine', ({ host }) => {
  it.for(images)(
    'finds the distributions that Python does, with their bytes: %s',
    async ([image, programs], { skip }) => {
      if (!(await hasImage(host, image))) skip(`the engine has no ${image}`);
      const answers = await Promise.all(programs.map((program) => runInImage(host, image, [program, '-B', '-c', ask])));
      const [versions, listed] = [new Map<string, string>(), new Set<string>()];
      for (const [i, program] of programs.entries()) {
        const [version = '', ...lines] = (answers[i]?.toString() ?? '').trim().split('\n');
        versions.set(program, version);
        for (const line of lines) listed.add(line);
      }
      const { inspection } = await analyzeEngineImage(host, image);
      const unrecorded = new Set(
        [...listed].filter((line) => line.endsWith(' unrecorded')).map((line) => line.split(' ')[0]),
      );
      const found = inspection.catalog
        .of('python')
        .map(({ path, name, version, bytes }) =>
          [path, name, version, unrecorded.has(path ?? '') ? 'unrecorded' : bytes].join(' '),
        );
      expect(found.sort()).toEqual([...listed].sort());
      expect(inspection.report.problems.filter(({ inspector }) => inspector === 'python')).toEqual([]);

      const { runtimes } = inspection.report.facts;
      const pythons = runtimes.state === 'known' ? runtimes.value.filter(({ kind }) => kind === 'python') : [];
      expect(new Map(pythons.map(({ path, version }) => [path, version]))).toEqual(versions);
    },
  );

  it.for([
    ['packaging', ['python3-packaging']],
    ['mercurial', ['mercurial', 'mercurial-common']],
  ] as const)('takes for a distribution of Debian what dpkg does: %s', async ([name, debian], { skip }) => {
    const image = 'python:3.13';
    if (!(await hasImage(host, image))) skip(`the engine has no ${image}`);
    const { inspection, model } = await analyzeEngineImage(host, image);
    const filesOf = (manager: 'dpkg' | 'python', names: readonly string[]) =>
      inspection.catalog
        .of(manager)
        .filter((one) => names.includes(one.name))
        .flatMap(({ files }) => files.map((node) => pathOf(model.merged, node)))
        .filter((path) => path.startsWith('/usr/lib/python3/') && !path.endsWith('.pyc'))
        .sort();
    expect(filesOf('python', [name])).toEqual(filesOf('dpkg', debian));
    expect(filesOf('python', [name]).length).toBeGreaterThan(10);
  });
});
