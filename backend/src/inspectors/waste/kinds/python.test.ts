import { expect, it } from 'vitest';
import { files, running, sized, wasteIn } from '../../../../testing/found-waste.ts';
import { file, whiteout } from '../../../../testing/tar-writer.ts';

const packages = 'usr/local/lib/python3.13/site-packages';

it('finds bytecode whose source is beside it', async () => {
  const { paths, finding } = await wasteIn({
    layers: [
      [
        ...files(
          `${packages}/a/__pycache__/m.cpython-313.pyc`,
          `${packages}/a/__pycache__/m.cpython-313.opt-1.pyc`,
          `${packages}/a/old.pyc`,
          `${packages}/a/__pycache__/sourceless.cpython-313.pyc`,
          'app/handed-on.pyc',
        ),
        file(`${packages}/a/m.py`, 'pass'),
        file(`${packages}/a/old.py`, 'pass'),
      ],
    ],
  });
  expect(paths).toEqual(
    new Map([
      [
        'python-bytecode-kept',
        [
          `/${packages}/a/__pycache__/m.cpython-313.opt-1.pyc`,
          `/${packages}/a/__pycache__/m.cpython-313.pyc`,
          `/${packages}/a/old.pyc`,
        ],
      ],
    ]),
  );
  expect(finding('python-bytecode-kept').confidence).toBe('possible');
});

it('says that bytecode helps where Python runs, and hardly elsewhere', async () => {
  const layers = [[...files('usr/lib/python3/a/__pycache__/m.cpython-313.pyc'), file('usr/lib/python3/a/m.py', '')]];
  const confidence = async (runtime: 'python' | 'node') =>
    (await wasteIn({ layers, entrypoint: running([runtime, 'main'], { runtime }) })).finding('python-bytecode-kept')
      .confidence;
  expect(await confidence('python')).toBe('possible');
  expect(await confidence('node')).toBe('likely');
});

it('keeps bytecode whose source a later layer deletes, and counts bytecode that is deleted with it', async () => {
  const layer = [...files('app/__pycache__/m.cpython-313.pyc'), file('app/m.py', 'pass')];
  const sourceGone = await wasteIn({ layers: [layer, [whiteout('app/m.py')]] });
  expect(sourceGone.paths.get('python-bytecode-kept')).toBeUndefined();
  const bothGone = await wasteIn({ layers: [layer, [whiteout('app')]] });
  expect(bothGone.finding('python-bytecode-kept').bytes).toMatchObject({ live: 0, reclaimable: 70_000 });
});

it('finds tests of packages and of the standard library', async () => {
  const waste = [
    'usr/lib/python3.13/test/test_os.py',
    `${packages}/numpy/_core/tests/test_x.py`,
    `${packages}/pandas/tests/io/data.csv`,
  ];
  const kept = [
    `${packages}/tests/helpers.py`,
    `${packages}/django/test/client.py`,
    `${packages}/numpy/testing/utils.py`,
    'app/tests/test_app.py',
    'usr/lib/python3.13/unittest/case.py',
    'opt/x/lib/python3.9/test/x.py',
  ];
  const { paths } = await wasteIn({ layers: [[...files(...waste, ...kept), file('usr/lib/python3.13/site.py', '')]] });
  expect(paths).toEqual(new Map([['tests-of-python-packages-installed', waste.map((path) => `/${path}`)]]));
});

it.each([
  ['from .tests.runner import TestRunner', true],
  ['import astropy.tests', true],
  ['from . import config, tests', true],
  ['try:\n    from pkg.sub.tests import helper\nexcept ImportError: pass', true],
  ['from .testing import assert_equal', false],
  ['# from .tests import x', false],
  ['tests = []', false],
  [`#${'x'.repeat(300_000)}`, true],
])('keeps tests of a package that imports them: %s', async (source, isKept) => {
  const { paths } = await wasteIn({
    layers: [[...files(`${packages}/pkg/sub/tests/test_x.py`), file(`${packages}/pkg/__init__.py`, source)]],
  });
  expect(paths.has('tests-of-python-packages-installed')).toBe(!isKept);
});

it('reads a hostile __init__.py in linear time', async () => {
  const lines = [`${' '.repeat(50_000)}x`, `from ${'.'.repeat(50_000)}`, `import ${'tests1 '.repeat(7_000)}`];
  const { paths } = await wasteIn({
    layers: [[...files(`${packages}/pkg/tests/t.py`), sized(`${packages}/pkg/__init__.py`, 260_000, lines.join('\n'))]],
  });
  expect(paths.has('tests-of-python-packages-installed')).toBe(true);
});
