import { expect, it } from 'vitest';
import { running, sized, wasteIn } from '../../../testing/found-waste.ts';
import { file, symlink } from '../../../testing/tar-writer.ts';

const manifest = (folder: string, json: object) => file(`${folder}/package.json`, JSON.stringify(json));
const modules = 'app/node_modules';
const dependency = (name: string, json: object = {}) => [
  manifest(`${modules}/${name}`, { name, version: '1.0.0', ...json }),
  sized(`${modules}/${name}/index.js`, 100_000),
];
const project = [
  manifest('app', {
    name: 'shop',
    version: '1.0.0',
    dependencies: { express: '1' },
    devDependencies: { typescript: '1', nodemon: '1', eslint: '1' },
  }),
  file('app/main.js', ''),
  ...dependency('express', { dependencies: { shared: '1' } }),
  ...dependency('typescript', { dependencies: { shared: '1' } }),
  ...dependency('nodemon', { dependencies: { watcher: '1' } }),
  ...dependency('eslint', { dependencies: { espree: '1' } }),
  ...['shared', 'watcher', 'espree'].flatMap((name) => dependency(name)),
  symlink(`${modules}/.bin/nodemon`, '../nodemon/index.js'),
];

async function found(command: readonly string[], unresolved: string | null = null) {
  const config = { WorkingDir: '/app', Cmd: [...command] };
  const { inspection } = await wasteIn({
    layers: [project],
    config,
    entrypoint: running(command, { runtime: 'node', unresolved }),
  });
  const finding = inspection.report.findings.find(({ rule }) => rule === 'development-packages-installed');
  return { finding, names: finding?.packages.map((id) => id.replace(/^npm:|@[^@]*$/g, '')).sort() };
}

it('finds what a project needs for development only, with what only that needs', async () => {
  const { finding, names } = await found(['node', 'main.js']);
  expect(names).toEqual(['eslint', 'espree', 'nodemon', 'typescript', 'watcher']);
  expect(finding).toMatchObject({
    group: 'development',
    confidence: 'likely',
    title: 'Development packages of Node.js',
  });
  expect(finding?.bytes.live).toBeGreaterThan(500_000);
});

it('leaves what the command starts, and what that needs', async () => {
  expect((await found(['nodemon', 'main.js'])).names).toEqual(['eslint', 'espree', 'typescript']);
  expect((await found(['node', 'node_modules/.bin/nodemon'])).names).toEqual(['eslint', 'espree', 'typescript']);
});

it('is less sure where a manifest says what runs', async () => {
  expect((await found(['npm', 'start'], 'package.json was not read')).finding?.confidence).toBe('possible');
});
