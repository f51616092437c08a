import { expect, it } from 'vitest';
import { debianLayer } from '../../../../testing/debian-layer.ts';
import { madeOn, program } from '../../../../testing/interpreter-image.ts';
import { rewrittenBy } from '../../../../testing/rewriting.ts';
import { type Entry, file } from '../../../../testing/tar-writer.ts';
import { builtInLastStage } from '../rule.ts';

const split = async (run: string, command: readonly string[], own: readonly Entry[]) => {
  const made = madeOn(null, ['debian:13-slim'], {
    dockerfile: `FROM debian:13\nRUN apt-get install -y ${run}\nWORKDIR /app\nCOPY . .\nCMD ${JSON.stringify(command)}\n`,
    config: { Cmd: [...command], WorkingDir: '/app' },
    line: 4,
    own,
  });
  const { draft, skipped } = await rewrittenBy(builtInLastStage, made);
  expect(skipped).toEqual([]);
  return draft.text;
};
/** dpkg has the file in a list of the package. */
const ownedBy = (name: string, path: string): Entry[] => [
  program(path),
  file(`var/lib/dpkg/info/${name}.list`, `/.\n/${path}\n`),
];

it('installs the interpreter of the system anew, with what was asked for beside it, and not what only builds', async () => {
  const packages = debianLayer(
    { name: 'php-cli', depends: 'php8.4-cli' },
    { name: 'php8.4-cli', auto: true },
    { name: 'php-mbstring', depends: 'php8.4-cli' },
    { name: 'composer', depends: 'php-cli' },
  );
  const own = [...packages, ...ownedBy('php8.4-cli', 'usr/bin/php8.4'), file('app/index.php', '<?php')];
  const text = await split('php-cli php-mbstring composer', ['php8.4', 'index.php'], own);
  expect(text).toContain('apt-get install -y --no-install-recommends php-cli php-mbstring \\');
  expect(text).toContain('COPY --from=build /app /app\n');
});

it('installs the interpreter alone where it came along with something that only builds', async () => {
  const packages = debianLayer(
    { name: 'ruby-full', depends: 'ruby, ruby-dev' },
    { name: 'ruby', depends: 'ruby3.3', auto: true },
    { name: 'ruby-dev', auto: true },
    { name: 'ruby3.3', auto: true },
  );
  const own = [...packages, ...ownedBy('ruby3.3', 'usr/bin/ruby3.3'), file('app/main.rb', '')];
  expect(await split('ruby-full', ['ruby3.3', 'main.rb'], own)).toContain('--no-install-recommends ruby \\');
});

it('installs what the Dockerfile asks for though the old base had it, and leaves Python to compilers of add-ons', async () => {
  const own = [
    ...debianLayer({ name: 'graphviz' }, { name: 'python3' }, { name: 'g++' }),
    file('app/server.js', 'x'.repeat(100)),
  ];
  const made = madeOn('usr/local/bin/node', ['node:24-slim'], {
    dockerfile:
      'FROM node:24\nRUN apt-get install -y graphviz python3 g++\nWORKDIR /app\nCOPY . .\nCMD ["node", "server.js"]\n',
    config: { Cmd: ['node', 'server.js'], WorkingDir: '/app' },
    line: 4,
    own,
  });
  const { draft } = await rewrittenBy(builtInLastStage, made);
  expect(draft.text).toContain('--no-install-recommends graphviz \\\n');
  const [base = []] = made.layers;
  const git = debianLayer({ name: 'git' });
  const dockerfile = made.dockerfile.replace('graphviz', 'git');
  const inherited = { ...made, dockerfile, layers: [[...base, ...git], [file('app/server.js', 'x')]] };
  expect((await rewrittenBy(builtInLastStage, inherited)).draft.text).toContain('--no-install-recommends git \\\n');
});

it('installs what the Dockerfile asks for by an older name, as Debian still finds it', async () => {
  const made = madeOn('usr/local/bin/node', ['node:24-slim'], {
    dockerfile: 'FROM node:24\nRUN apt-get install -y libmagic1\nWORKDIR /app\nCOPY . .\nCMD ["node", "server.js"]\n',
    config: { Cmd: ['node', 'server.js'], WorkingDir: '/app' },
    line: 4,
    own: [...debianLayer({ name: 'libmagic1t64' }), file('app/server.js', 'x'.repeat(100))],
  });
  const { draft } = await rewrittenBy(builtInLastStage, made);
  expect(draft.text).toContain('--no-install-recommends libmagic1t64 \\\n');
});
