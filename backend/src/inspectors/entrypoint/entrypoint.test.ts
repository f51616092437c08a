import { describe, expect, it } from 'vitest';
import { inspectedImage } from '../../../testing/inspected.ts';
import { type Entry, file } from '../../../testing/tar-writer.ts';
import {
  elf,
  executable,
  libraries,
  loaderPath,
  none,
  program,
  script,
  shellForm,
  system,
  told,
  words,
} from '../../../testing/told-entrypoint.ts';
import { entrypoint } from './entrypoint.ts';

describe('a program', () => {
  it('is found in PATH, and needs its loader and libraries', () => {
    const fact = told({ Cmd: ['server', '--port', '80'], Env: ['PATH=/none:/app/bin:/bin'] }, [
      program('app/bin/server'),
    ]);
    expect(fact).toMatchObject({
      command: ['server', '--port', '80'],
      form: 'exec',
      program: '/app/bin/server',
      runtime: 'binary',
      script: null,
      runs: ['/app/bin/server', '--port', '80'],
      unresolved: null,
      needsShell: false,
      closure: {
        files: ['/app/bin/server', loaderPath, '/usr/lib/libc.so.6'],
        missing: [],
      },
      closureOpenEnd: null,
    });
    expect(fact.closure.bytes).toBe(elf.length + libraries.reduce((sum, one) => sum + sizeOf(one), 0));
  });

  it('is found from the working folder', () => {
    const app = [program('app/server')];
    expect(told({ Cmd: ['./server'], WorkingDir: '/app' }, app).program).toBe('/app/server');
    expect(told({ Cmd: ['./server'] }, app)).toMatchObject({
      program: null,
      unresolved: 'the image has no program ./server in /',
    });
  });

  it('is not one that may not be executed, nor one that is no program', () => {
    const why = (command: string, ...entries: Entry[]) => told({ Cmd: [command] }, entries).unresolved;
    expect(why('/server', file('server', elf))).toBe('the image has no program /server');
    expect(why('/server', file('server', 'text', executable))).toBe(
      '/server is neither a program nor a script that names its interpreter',
    );
    expect(why('/server', file('server', elf.subarray(0, 20), executable))).toBe(
      '/server cannot be read: the ELF header would lie beyond the end of the file',
    );
    expect(why('server')).toBe('the image has no program server in its PATH, which is not set');
    const long = told({ Cmd: ['server'], Env: [`PATH=${'/none:'.repeat(100_000)}`] }, []).unresolved;
    expect(long).toMatch(/^the image has no program server in its PATH, .{200}…$/);
  });

  it('is absent where nothing is configured', () => {
    const image = inspectedImage({ layers: [system] });
    expect(entrypoint.tell(image, { packages: none, foundRuntimes: [] })).toMatchObject({ state: 'absent' });
  });
});

function sizeOf(entry: Entry): number {
  return 'content' in entry && entry.content instanceof Uint8Array ? entry.content.length : 0;
}

describe('a wrapper hands on', () => {
  it.each([
    [['tini', '-g', '-p', 'SIGTERM', '--', '/app', '-x']],
    [['gosu', 'app:app', '/app', '-x']],
    [['env', '-u', 'HOME', 'A=b', '/app', '-x']],
    [['env', '-S', '/app -x']],
    [['tini', 'gosu', '1000', 'env', 'B=c', '/app', '-x']],
  ])('%j', (Entrypoint) => {
    expect(told({ Entrypoint }, [program('app')])).toMatchObject({
      program: '/app',
      runs: ['/app', '-x'],
      unresolved: null,
    });
  });

  it('what it is given; alone it is not understood', () => {
    expect(told({ Entrypoint: ['tini', '--'] }).unresolved).toBe('tini is given no command');
  });
});

describe('an interpreter runs', () => {
  const files = [
    file('srv/server.js', ''),
    file('srv/lib/index.js', ''),
    file('srv/app.py', ''),
    file('srv/pkg/__main__.py', ''),
    file('srv/app.jar', 'PK'),
  ];
  it.each([
    [['node', '--enable-source-maps', '-r', 'dotenv/config', 'server.js', '--x'], 'node', '/srv/server.js'],
    [['node', 'server'], 'node', '/srv/server.js'],
    [['node', './lib'], 'node', '/srv/lib/index.js'],
    [['node', '-e', '1'], 'node', null],
    [['node'], 'node', null],
    [['python3', '-u', '-W', 'ignore', 'app.py'], 'python', '/srv/app.py'],
    [['python3', '-um', 'pkg', 'run'], 'python', 'pkg'],
    [['python3', '-m', 'http.server'], 'python', 'http.server'],
    [['/opt/java/bin/java', '-Xmx1g', '-cp', 'x', '-jar', 'app.jar'], 'java-jre', '/srv/app.jar'],
    [['/opt/java/bin/java', '-cp', 'lib/*', 'org.example.Main'], 'java-jre', 'org.example.Main'],
  ])('%j', (Cmd, runtime, expected) => {
    const fact = told({ Cmd, WorkingDir: '/srv' }, files);
    expect(fact).toMatchObject({ runtime, script: expected, unresolved: null, needsShell: false });
    if (expected?.startsWith('/')) expect(fact.closure.files).toContain(expected);
  });

  it('as the one that it was found to be', () => {
    const jdk = { kind: 'java-jdk', version: '21', path: '/opt/java', files: [], evidence: [] } as const;
    expect(told({ Cmd: ['/opt/java/bin/java', '-version'] }, [], [jdk]).runtime).toBe('java-jdk');
  });

  it('scripts that name it, also by env', () => {
    const files = [
      script('usr/local/bin/gunicorn', '#!/usr/bin/python3\nimport sys\nfrom gunicorn.app.wsgiapp import run\n'),
      script('app/cli.js', '#!/usr/bin/env node\n'),
    ];
    const gunicorn = told({ Cmd: ['gunicorn', 'app:app'] }, files);
    expect(gunicorn).toMatchObject({
      program: '/usr/bin/python3.13',
      runtime: 'python',
      script: '/usr/local/bin/gunicorn',
      runs: ['/usr/bin/python3.13', '/usr/local/bin/gunicorn', 'app:app'],
    });
    expect(gunicorn.steps[0]?.says).toBe('is run by /usr/bin/python3, and calls run of gunicorn.app.wsgiapp');
    expect(words(told({ Cmd: ['/app/cli.js'] }, files))).toEqual([
      'script /app/cli.js',
      'wrapper /usr/bin/env',
      'interpreter /usr/local/bin/node',
    ]);
  });

  it('no script whose first line ends as Windows ends lines', () => {
    expect(told({ Cmd: ['/start'] }, [script('start', '#!/bin/sh\r\nexec node\r\n')]).unresolved).toBe(
      'the image has no program /bin/sh\r',
    );
  });
});

it('tells user, ports, folder and health check', () => {
  const Healthcheck = { Test: ['CMD-SHELL', 'curl -f http://localhost'] };
  const config = { Cmd: ['node'], User: 'app:app', WorkingDir: '/srv', ExposedPorts: { '80/tcp': {} }, Healthcheck };
  expect(told(config, [file('etc/passwd', 'root:x:0:0::/:/bin/sh\napp:x:1001:1001::/:/bin/sh\n')])).toMatchObject({
    user: 'app:app',
    uid: 1001,
    workingDir: '/srv',
    exposedPorts: ['80/tcp'],
    healthCheck: Healthcheck.Test,
  });
  expect(told({ Cmd: ['node'], Healthcheck: { Test: ['NONE'] } })).toMatchObject({
    user: 'root',
    uid: 0,
    healthCheck: null,
  });
});

it('tells the group that /etc/passwd gives the user, unless USER names another', () => {
  const passwd = file('etc/passwd', 'app:x:1001:1002::/:/bin/sh\n');
  expect(told({ Cmd: ['node'], User: 'app' }, [passwd])).toMatchObject({ uid: 1001, gid: 1002 });
  expect(told({ Cmd: ['node'], User: 'app:www' }, [passwd])).toMatchObject({ uid: 1001, gid: null });
});

it('is bounded, whatever is configured', () => {
  const deep = shellForm(`exec ${'sh -c "'.repeat(2000)}`);
  expect(told({ Cmd: deep }).steps.length).toBeLessThan(40);
  expect(told({ Cmd: shellForm('x'.repeat(200_000)) }).unresolved).toContain('longer than');
  const wrapped = [...new Array(100_000).fill('tini'), 'node'];
  expect(told({ Cmd: wrapped }).unresolved).toBe('it leads from program to program without end');
});
