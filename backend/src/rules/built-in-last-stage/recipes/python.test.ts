import { expect, it } from 'vitest';
import { madeOn } from '../../../../testing/interpreter-image.ts';
import { rewrittenBy } from '../../../../testing/rewriting.ts';
import { dir, type Entry, file, symlink } from '../../../../testing/tar-writer.ts';
import { builtInLastStage } from '../rule.ts';

const site = 'usr/local/lib/python3.13/site-packages';
const installed = (name: string, { requires = '', below = site, bytes = 100_000 } = {}): Entry[] => {
  const info = `${below}/${name}-1.0.dist-info`;
  return [
    file(
      `${info}/METADATA`,
      `Metadata-Version: 2.4\nName: ${name}\nVersion: 1.0\n${requires && `Requires-Dist: ${requires}\n`}`,
    ),
    file(`${info}/INSTALLER`, 'pip\n'),
    file(`${info}/REQUESTED`, ''),
    file(`${info}/RECORD`, `${name}/__init__.py,,\n${name}-1.0.dist-info/METADATA,,\n`),
    file(`${below}/${name}/__init__.py`, 'x'.repeat(bytes)),
  ];
};
const own: readonly Entry[] = [
  file('app/main.py', 'import flask'),
  ...installed('flask', { requires: 'werkzeug' }),
  ...['werkzeug', 'jinja2', 'click', 'six'].flatMap((name) => installed(name)),
  ...installed('pytest', { requires: 'pluggy' }),
  ...installed('pluggy'),
  file('usr/local/bin/pip', '#!/usr/local/bin/python3.13\n', { mode: 0o755 }),
  file('usr/local/bin/flask', '#!/usr/local/bin/python3.13\n', { mode: 0o755 }),
  file('usr/local/lib/python3.13/json/__pycache__/decoder.pyc', 'x'),
  file('root/.cache/pip/http/1', 'x'),
];
const dockerfile = `FROM python:3.13
WORKDIR /app
COPY . .
RUN pip install -r requirements.txt
CMD ["python3.13", "main.py"]
`;
const split = async (
  more: { text?: string; files?: readonly Entry[]; all?: readonly Entry[]; command?: readonly string[] } = {},
) => {
  const made = madeOn('usr/local/bin/python3.13', ['python:3.13-slim'], {
    dockerfile: more.text ?? dockerfile,
    config: { Cmd: [...(more.command ?? ['python3.13', 'main.py'])], WorkingDir: '/app' },
    line: 4,
    own: more.all ?? [...own, ...(more.files ?? [])],
  });
  return (await rewrittenBy(builtInLastStage, made)).draft.text;
};

it('copies packages and their programs as they are, without what only developers use', async () => {
  expect(await split()).toBe(`FROM python:3.13 AS build
WORKDIR /app
COPY . .
RUN pip install -r requirements.txt
RUN pip uninstall -y pluggy pytest

FROM python:3.13-slim
COPY --from=build /app /app
COPY --from=build /usr/local/lib/python3.13/site-packages /usr/local/lib/python3.13/site-packages
COPY --from=build /usr/local/bin/flask /usr/local/bin/pip /usr/local/bin/
WORKDIR /app
CMD ["python3.13", "main.py"]
`);
});

it('keeps development packages that others need, or that containers run', async () => {
  expect(await split({ files: installed('helper', { requires: 'pluggy' }) })).toContain('pip uninstall -y pytest\n');
  expect(await split({ command: ['python3.13', '-m', 'pytest'] })).not.toContain('uninstall');
});

it('leaves a newer pip to the build stage, of whatever version the next build has it', async () => {
  expect(await split({ files: installed('pip') })).toContain(`rm -rf /${site}/pip /${site}/pip-*.dist-info`);
});

it('takes packages away as root where the build ends as somebody else', async () => {
  const text = dockerfile.replace('WORKDIR', 'USER 1000\nWORKDIR');
  expect(await split({ text })).toContain('USER root\nRUN pip uninstall -y pluggy pytest\n');
});

it('copies a virtual environment whole, with its links', async () => {
  const all = [
    file('app/main.py', 'import flask'),
    file('opt/venv/pyvenv.cfg', 'home = /usr/local/bin\n'),
    symlink('opt/venv/bin/python3.13', '/usr/local/bin/python3.13'),
    ...installed('flask', { below: 'opt/venv/lib/python3.13/site-packages' }),
  ];
  const command = ['/opt/venv/bin/python3.13', 'main.py'];
  expect(await split({ all, command })).toContain('COPY --from=build /opt/venv /opt/venv\n');
});

it('keeps environments and models that lie among the caches of tools', async () => {
  const files = [
    file('root/.cache/pypoetry/virtualenvs/pets/pyvenv.cfg', ''),
    file('root/.cache/pypoetry/cache/x', 'x'),
    file('root/.cache/huggingface/model', 'x'),
  ];
  const text = await split({ files });
  expect(text).toContain('/root/.cache/huggingface');
  expect(text).toContain('/root/.cache/pypoetry/virtualenvs');
  expect(text).not.toContain('/root/.cache/pypoetry/cache ');
});

it('leaves folders of tests behind, but not what else has such a name', async () => {
  const tests = [dir('app/tests'), file('app/tests/test_main.py', ''), file('app/tests/conftest.py', '')];
  const dropsTests = /rm -rf .*\/app\/tests|COPY --from=build \/app\/main\.py/;
  expect(await split({ files: tests })).toMatch(dropsTests);
  expect(await split({ files: [...tests, file('app/tests/data.csv', '')] })).not.toMatch(dropsTests);
});
