import { describe, expect, it } from 'vitest';
import { file, symlink } from '../../../testing/tar-writer.ts';
import { script, told } from '../../../testing/told-entrypoint.ts';

describe('a runner of package scripts', () => {
  const npm = [
    symlink('usr/local/bin/npm', '../lib/node_modules/npm/bin/npm-cli.js'),
    script('usr/local/lib/node_modules/npm/bin/npm-cli.js', '#!/usr/bin/env node\n'),
    file('app/server.js', ''),
  ];
  const manifest = (scripts: Record<string, unknown>) => file('app/package.json', JSON.stringify({ scripts }));

  it.each([
    [['npm', 'start']],
    [['npm', 'run', 'start', '--', '--x']],
    [['npm', '--prefix', '/app', 'run-script', 'start']],
  ])('runs what package.json says: %j', (Cmd) => {
    const fact = told({ Cmd, WorkingDir: '/app' }, [...npm, manifest({ start: 'NODE_ENV=production node server.js' })]);
    expect(fact).toMatchObject({
      program: '/usr/local/bin/node',
      runtime: 'node',
      script: '/app/server.js',
      runs: ['/usr/local/bin/node', 'server.js'],
      needsShell: true,
      whyShell: 'npm hands its scripts to a shell',
    });
    expect(fact.steps[0]?.says).toBe('runs the script start of /app/package.json: NODE_ENV=production node server.js');
    expect(fact.closure.files).toContain('/usr/local/lib/node_modules/npm/bin/npm-cli.js');
  });

  it('finds programs of dependencies', () => {
    const bin = [
      symlink('app/node_modules/.bin/next', '../next/bin/next'),
      script('app/node_modules/next/bin/next', '#!/usr/bin/env node\n'),
    ];
    expect(
      told({ Cmd: ['npm', 'start'], WorkingDir: '/app' }, [...npm, ...bin, manifest({ start: 'next start' })]),
    ).toMatchObject({
      script: '/app/node_modules/next/bin/next',
      runtime: 'node',
    });
  });

  it('has a start of its own, and says what is missing', () => {
    expect(told({ Cmd: ['npm', 'start'], WorkingDir: '/app' }, npm).script).toBe('/app/server.js');
    expect(told({ Cmd: ['npm', 'start'] }, npm).unresolved).toBe('there is no /package.json that has the script start');
    expect(told({ Cmd: ['npm', 'run', 'web'], WorkingDir: '/app' }, [...npm, manifest({ web: 5 })]).unresolved).toBe(
      '/app/package.json has no script web',
    );
    expect(
      told({ Cmd: ['npm', 'start'], WorkingDir: '/app' }, [...npm, file('app/package.json', '{')]).unresolved,
    ).toContain('/app/package.json cannot be read');
  });

  it('may be given something else', () => {
    expect(told({ Cmd: ['npm', 'version'], WorkingDir: '/app' }, [...npm, manifest({})]).runs).toEqual([
      '/usr/local/bin/node',
      '/usr/local/bin/npm',
      'version',
    ]);
  });
});
