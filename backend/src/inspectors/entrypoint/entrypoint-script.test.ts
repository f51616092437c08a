import { describe, expect, it } from 'vitest';
import { file } from '../../../testing/tar-writer.ts';
import { program, script, told, words } from '../../../testing/told-entrypoint.ts';

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
