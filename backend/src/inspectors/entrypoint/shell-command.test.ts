import { describe, expect, it } from 'vitest';
import { file } from '../../../testing/tar-writer.ts';
import { program, script, shellForm, told } from '../../../testing/told-entrypoint.ts';

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
