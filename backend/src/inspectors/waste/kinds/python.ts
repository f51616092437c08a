import { wholeFileReader } from '../../../readings/file-reader.ts';
import type { ImageUse } from '../image-use.ts';
import type { Place } from '../place.ts';
import type { PlaceKind } from '../place-kind.ts';

/** `x.cpython-313.pyc`, `x.cpython-313.opt-2.pyc` (PEP 3147, PEP 488). */
const cached = /^(.+)\.(?:cpython|pypy|graalpy)-?\d*(?:\.opt-\d)?\.pyc$/;

const maxBytes = 256 << 10;
/** Statements that import a module of that name, or from it. */
const importOfTests =
  /^[ \t]*(?:from[ \t]+[\w.]*\btests\b|import[ \t][^\n]*\btests\b|from[ \t]+[\w.]+[ \t]+import[^\n]*\btests\b)/m;

/** Whether a package imports its tests as soon as it is imported itself. */
const testImportReader = wholeFileReader({
  id: 'waste/python-test-import',
  version: 1,
  files: { names: ['__init__.py'], where: ({ path }) => /\/(?:site|dist)-packages\//.test(path) },
  maxBytes,
  read: (bytes) => importOfTests.test(bytes.toString('latin1')),
});

/** Folders above that are asked whether they import the tests: packages are rarely nested deeper. */
const maxDepth = 8;

export const pythonKinds: readonly PlaceKind[] = [
  {
    rule: 'python-bytecode-kept',
    group: 'waste',
    title: 'Compiled Python modules',
    contents: 'bytecode of modules whose source is beside it',
    why: 'Python compiles modules when it first imports them: without the bytecode the image is smaller, and programs in Python start slower.',
    remedy: 'Install with pip install --no-compile, and set PYTHONDONTWRITEBYTECODE=1 in the stage that installs.',
    confidence: (use) => (use.isUnderstood && use.runtime !== 'python' ? 'likely' : 'possible'),
    places: ['*.pyc', '*.pyo'],
    // Programs are also handed on as bytecode alone: then there is nothing else to run.
    where: (place) => {
      if (place.folderName !== '__pycache__') return place.hasBeside(place.name.slice(0, -1));
      const [, module] = cached.exec(place.name) ?? [];
      return module !== undefined && place.hasBeside(`../${module}.py`);
    },
  },
  {
    rule: 'tests-of-python-packages-installed',
    group: 'waste',
    title: 'Tests of Python packages',
    contents: 'tests that came with packages and the standard library',
    why: 'Only the authors of those packages run them. Packages that import their tests are not counted.',
    remedy: 'In the RUN that installs: find / -xdev -path "*-packages/*" -type d -name tests -prune -exec rm -r {} +',
    confidence: 'likely',
    places: [
      'tests',
      'lib/python3.*/test',
      'lib/python3.*/idlelib/idle_test',
      'lib/python3.*/distutils/tests',
      'lib/python3.*/lib2to3/tests',
      'lib/python3.*/unittest/test',
    ],
    readers: [testImportReader],
    where: (place, use) =>
      place.isFolder &&
      (place.name === 'tests' && place.isInPythonPackages ? isNobodysImport(place, use) : isOfStandardLibrary(place)),
  },
];

/** Directly in site-packages `tests` is a package of its own, perhaps the application's. */
function isNobodysImport(place: Place, use: ImageUse): boolean {
  if (place.folderName.endsWith('-packages')) return false;
  return !place.filesAbove('__init__.py', maxDepth).some((node) => {
    const reading = use.image.reading(testImportReader, node);
    return reading !== null && (reading.state === 'unread' || reading.value);
  });
}

function isOfStandardLibrary(place: Place): boolean {
  return !place.isInPythonPackages && (place.hasBeside('site.py') || place.hasBeside('../site.py'));
}
