import { describe, expect, it } from 'vitest';
import { analyzeEngineImage } from '../../../testing/analyze-engine.ts';
import { testEngines } from '../../../testing/engines.ts';
import { hasImage, runInImage } from '../../../testing/run-in-image.ts';

/** What npm says in the image itself, and the kernel of the files in each package's folder, nested ones left out. */
const ask = `
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const packages = new Map();
const visit = ({ path, name, version, dependencies = {} }, isTop) => {
  if (!isTop) packages.set(fs.realpathSync(path), { name, version });
  for (const one of Object.values(dependencies)) if (one.path) visit(one);
};
visit(JSON.parse(execFileSync('npm', ['ls', '-g', '--all', '--json', '--long'], { maxBuffer: 1e9 })), true);
const bytes = (folder, inodes = new Map()) => {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const path = folder + '/' + entry.name;
    if (entry.isDirectory() && !packages.has(path)) bytes(path, inodes);
    else if (entry.isFile()) inodes.set(fs.lstatSync(path).ino, fs.lstatSync(path).size);
  }
  return [...inodes.values()].reduce((sum, size) => sum + size, 0);
};
for (const [path, { name, version }] of packages) console.log([path, name, version, bytes(path)].join(' '));
`;

describe.each(testEngines())('$name engine', ({ host }) => {
  it.for(['node:24', 'node:24-slim'])(
    'finds the packages that npm lists, with their bytes: %s',
    async (image, { skip }) => {
      if (!(await hasImage(host, image))) skip(`the engine has no ${image}`);
      const listed = (await runInImage(host, image, ['/usr/local/bin/node', '-e', ask]))
        .toString()
        .trim()
        .split('\n')
        .sort();
      const { inspection } = await analyzeEngineImage(host, image);
      const found = inspection.catalog
        .of('npm')
        .filter(({ path }) => path?.startsWith('/usr/local/lib/'))
        .map(({ path, name, version, bytes }) => [path, name, version, bytes].join(' '));
      expect(found.sort()).toEqual(listed);
      expect(found.length).toBeGreaterThan(100);
      expect(inspection.report.problems.filter(({ inspector }) => inspector === 'npm')).toEqual([]);
    },
  );

  it.for([
    ['node:24', '/usr/local/bin/node'],
    ['gcr.io/distroless/nodejs24-debian13', '/nodejs/bin/node'],
  ] as const)('tells the version of node as node does: %s', async ([image, program], { skip }) => {
    if (!(await hasImage(host, image))) skip(`the engine has no ${image}`);
    const version = (await runInImage(host, image, [program, '--version'])).toString().trim().replace('v', '');
    const { runtimes } = (await analyzeEngineImage(host, image)).inspection.report.facts;
    const nodes = runtimes.state === 'known' ? runtimes.value.filter(({ kind }) => kind === 'node') : [];
    expect(nodes).toMatchObject([{ version, path: program }]);
  });
});
