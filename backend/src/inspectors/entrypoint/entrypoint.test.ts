// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables are those of shells
import { describe, expect, it } from 'vitest';
import { elfFile } from '../../../testing/elf-writer.ts';
import { catalogOf, inspectedImage } from '../../../testing/inspected.ts';
import { type Entry, file, symlink } from '../../../testing/tar-writer.ts';
import type { ImageConfig } from '../../engine/described-image.ts';
import type { Entrypoint } from '../../inspection-answers.ts';
import type { FoundRuntime } from '../inspector.ts';
import { entrypoint } from './entrypoint.ts';

type Config = Partial<NonNullable<ImageConfig['config']>>;

const none = catalogOf({ layers: [] });
const executable = { mode: 0o755 };
const loaderPath = '/lib64/ld-linux-x86-64.so.2';
const elf = elfFile({ interpreter: loaderPath, dynamic: { needed: ['libc.so.6'] } });
const program = (path: string) => file(path, elf, executable);
const script = (path: string, text: string) => file(path, text, executable);

const libraries = [
  file('lib64/ld-linux-x86-64.so.2', elfFile({ dynamic: { soname: 'ld-linux-x86-64.so.2' } })),
  file('usr/lib/libc.so.6', elfFile({ dynamic: { soname: 'libc.so.6' } })),
];
const system = [
  ...libraries,
  program('usr/bin/dash'),
  symlink('bin/sh', '/usr/bin/dash'),
  program('usr/bin/env'),
  program('usr/bin/tini'),
  program('usr/sbin/gosu'),
  program('usr/local/bin/node'),
  program('usr/bin/python3.13'),
  symlink('usr/bin/python3', 'python3.13'),
  program('opt/java/bin/java'),
];

function told(config: Config, entries: readonly Entry[] = [], foundRuntimes: readonly FoundRuntime[] = []): Entrypoint {
  const image = inspectedImage({ layers: [[...system, ...entries]], config });
  const fact = entrypoint.tell(image, { packages: none, foundRuntimes });
  if (fact.state !== 'known') throw new Error(fact.why);
  return fact.value;
}

const shellForm = (text: string) => ['/bin/sh', '-c', text];
const words = ({ steps }: Entrypoint) => steps.map(({ kind, path }) => `${kind} ${path}`);

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

describe('a shell form', () => {
  it('needs the shell, and becomes what exec names', () => {
    const fact = told(
      { Cmd: shellForm('cd /srv && exec node "$SCRIPT" --port ${PORT:-80} $UNKNOWN'), Env: ['SCRIPT=server.js'] },
      [file('srv/server.js', '')],
    );
    expect(fact).toMatchObject({
      form: 'shell',
      program: '/usr/local/bin/node',
      script: '/srv/server.js',
      runs: ['/usr/local/bin/node', 'server.js', '--port', '80'],
      needsShell: true,
      whyShell: 'the command is one of a shell: cd /srv && exec node "$SCRIPT" --port ${PORT:-80} $UNKNOWN',
    });
    expect(fact.closure.files).toContain('/usr/bin/dash');
  });

  it.each([
    ['node server.js', '/usr/local/bin/node'],
    ['sleep 1; node server.js', '/usr/local/bin/node'],
    ['export PATH="/opt/java/bin:$PATH" && java -version', '/opt/java/bin/java'],
    ['A=1 node server.js', '/usr/local/bin/node'],
    ['. /venv/bin/activate && exec thing', '/venv/bin/thing'],
  ])('%s', (text, expected) => {
    const files = [file('venv/bin/activate', ''), program('venv/bin/thing')];
    expect(told({ Cmd: shellForm(text), Env: ['PATH=/usr/local/bin:/usr/bin'] }, files).program).toBe(expected);
  });

  it.each([
    ['exec "$PROGRAM"', 'the command becomes "$PROGRAM", which only the running container knows', ['PROGRAM']],
    ['while true; do sleep 1; done', 'the command ends in more than one command', []],
    ['node server.js & wait', 'the command ends with wait, a command of the shell itself', []],
    ['if then', 'the shell would not understand', []],
    ['exec nothing-there', 'the image has no program nothing-there in its PATH', []],
  ])('says why %s cannot be followed, and that the shell runs', (text, why, unknown) => {
    const fact = told({ Cmd: shellForm(unknown.length > 0 ? `PROGRAM=$(cat x); ${text}` : text) });
    expect(fact.unresolved).toContain(why);
    if (!why.startsWith('the image')) expect(fact).toMatchObject({ program: '/usr/bin/dash', runtime: 'shell' });
  });

  it('of another SHELL is one, too', () => {
    expect(told({ Cmd: ['/usr/bin/dash', '-ec', 'node x'], Shell: ['/usr/bin/dash', '-ec'] })).toMatchObject({
      form: 'shell',
      program: '/usr/local/bin/node',
    });
  });

  it('keeps other words of a shell as they are', () => {
    expect(told({ Cmd: ['sh', '-c', 'exec node "$0" "$@"', 'a.js', 'b'] }).runs).toEqual([
      '/usr/local/bin/node',
      'a.js',
      'b',
    ]);
  });
});

describe('a script of an entrypoint', () => {
  const node = script(
    'usr/local/bin/docker-entrypoint.sh',
    `#!/bin/sh
set -e
# Run command with node if the first argument contains a "-" or is not a system command.
if [ "\${1#-}" != "\${1}" ] || [ -z "$(command -v "\${1}")" ]; then
  set -- node "$@"
fi
exec "$@"
`,
  );
  const Entrypoint = ['docker-entrypoint.sh'];

  it('becomes the command that it is given', () => {
    const fact = told({ Entrypoint, Cmd: ['python3', 'x.py'] }, [node]);
    expect(fact).toMatchObject({
      runs: ['/usr/bin/python3.13', 'x.py'],
      whyShell: '/usr/local/bin/docker-entrypoint.sh is a script of a shell',
      shellRuns: [],
    });
    expect(words(fact)).toEqual([
      'script /usr/local/bin/docker-entrypoint.sh',
      'shell /usr/bin/dash',
      'interpreter /usr/bin/python3.13',
    ]);
  });

  it('puts a program before arguments that are none', () => {
    expect(told({ Entrypoint, Cmd: ['--version'] }, [node]).runs).toEqual(['/usr/local/bin/node', '--version']);
    expect(told({ Entrypoint }, [node]).runs).toEqual(['/usr/local/bin/node']);
    expect(told({ Entrypoint, Cmd: ['server.js'] }, [node]).runs).toEqual(['/usr/local/bin/node', 'server.js']);
  });

  it('is not understood without a command', () => {
    expect(told({ Entrypoint: ['/entry.sh'] }, [script('entry.sh', '#!/bin/sh\nexec "$@"\n')])).toMatchObject({
      program: '/usr/bin/dash',
      runtime: 'shell',
      unresolved: '/entry.sh runs the command that it is given, and the image gives none',
    });
  });

  it('may begin as root, run other programs, and have functions', () => {
    const database = script(
      'entry.sh',
      `#!/usr/bin/env sh
setup() { mkdir -p /data; chown -R app /data; }
_main() {
  if [ "$(id -u)" = 0 ]; then
    setup
    exec gosu app "$0" "$@"
  fi
  exec "$@"
}
_main "$@"
`,
    );
    const fact = told({ Entrypoint: ['/entry.sh'], Cmd: ['/app'] }, [database, program('app')]);
    expect(fact).toMatchObject({ program: '/app', unresolved: null });
    expect(fact.shellRuns).toEqual(['mkdir', 'chown', 'id', 'gosu']);
  });

  it('that ends as its conditions say is not guessed at', () => {
    const either = script(
      'entry.sh',
      '#!/bin/sh\nif [ "$1" = web ]; then exec node web.js; else exec node worker.js; fi\n',
    );
    expect(told({ Entrypoint: ['/entry.sh'], Cmd: ['web'] }, [either])).toMatchObject({
      program: '/usr/bin/dash',
      script: '/entry.sh',
      unresolved: '/entry.sh becomes one of 2 programs, as its conditions say',
    });
  });

  it('is read where a shell is given it, also without a first line that names one', () => {
    const fact = told({ Cmd: ['sh', 'run.sh'], WorkingDir: '/app' }, [file('app/run.sh', 'exec node server.js\n')]);
    expect(fact.runs).toEqual(['/usr/local/bin/node', 'server.js']);
    expect(told({ Cmd: ['sh', '/gone.sh'] }).unresolved).toBe('sh is to run /gone.sh, which the image does not have');
    expect(
      told({ Cmd: ['/usr/share/x/thing'] }, [script('usr/share/x/thing', '#!/bin/sh\nexec node\n')]),
    ).toMatchObject({
      unresolved: 'what /usr/share/x/thing does is not known: its text was not read',
    });
  });

  it('that becomes itself ends', () => {
    expect(told({ Cmd: ['/entry.sh'] }, [script('entry.sh', '#!/bin/sh\nexec /entry.sh\n')]).unresolved).toBe(
      'it leads from program to program without end',
    );
  });
});

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

describe('what is done beside starting the program', () => {
  it.each([
    ['node server.js', []],
    ['exec node server.js', []],
    ['A=1 node server.js', ['sets A']],
    ['node server.js > /tmp/log', ['leads input or output elsewhere']],
    ['node server.js $PORT', ['puts in what $PORT stands for when it starts']],
    ['node migrate.js && node server.js', ['has more than one command']],
    ['gosu app node server.js', ['becomes another user']],
  ])('is told of %s', (text, says) => {
    expect(told({ Cmd: shellForm(text) }).besides.map((one) => one.says)).toEqual(says);
  });

  it('is none where the first line of a script finds its interpreter by env', () => {
    const serve = script('usr/bin/serve', '#!/usr/bin/env node\n');
    expect(told({ Cmd: ['serve'] }, [serve]).besides).toEqual([]);
  });

  it('is told of scripts that npm runs around, and of its folder', () => {
    const npm = script('usr/bin/npm', '#!/usr/bin/env node\n');
    const manifest = file(
      'srv/package.json',
      JSON.stringify({ scripts: { start: 'node .', prestart: 'node build.js' } }),
    );
    expect(told({ Cmd: ['npm', '--prefix', '/srv', 'start'] }, [npm, manifest]).besides).toEqual([
      { path: '/usr/bin/npm', says: 'starts it in /srv' },
      { path: '/usr/bin/npm', says: 'runs the script prestart, too' },
    ]);
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
