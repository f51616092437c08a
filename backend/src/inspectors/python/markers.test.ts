import fc from 'fast-check';
import { expect, it } from 'vitest';
import { holds } from './markers.ts';
import { parseRequiresTxt, requirementOf } from './requirement.ts';

const environment = { pythonVersion: '3.13', machine: 'x86_64', extras: new Set(['fast']) };

it.each([
  ['python_version < "3.8"', false],
  ['python_version >= "3.8"', true],
  ["'3.8' <= python_version", true],
  ['python_version == "3.*"', true],
  ['sys_platform == "win32"', false],
  ['sys_platform != "win32" and python_version > "3.12"', true],
  ['sys_platform == "win32" or extra == "Fast"', true],
  ['extra == "slow"', false],
  ['(python_version < "3.8" or extra == "fast") and os_name == "posix"', true],
  ['platform_machine in "x86_64 aarch64"', true],
  ['platform_machine not in "x86_64 aarch64"', false],
  ['platform_python_implementation == "PyPy"', false],
  ['platform_release == "5.0"', true],
  ['what is this', true],
  ['', true],
])('%s', (marker, answer) => {
  expect(holds(marker, environment)).toBe(answer);
});

it('takes for true what depends on a Python that is not known', () => {
  expect(holds('python_version < "3"', { ...environment, pythonVersion: null })).toBe(true);
});

it('answers anything, however deep', () => {
  expect(holds('('.repeat(100_000), environment)).toBe(true);
  const token = fc.constantFrom(
    '(',
    ')',
    'and',
    'or',
    'not',
    'in',
    '==',
    'extra',
    'python_version',
    '"3.9"',
    "'",
    '~=',
    ' ',
  );
  fc.assert(
    fc.property(fc.array(token, { maxLength: 40 }), (tokens) => {
      expect(typeof holds(tokens.join(' '), environment)).toBe('boolean');
    }),
  );
});

it.each([
  ['requests', { name: 'requests', extras: [], marker: null }],
  ['Foo.Bar_baz[a, B_c]>=1,<2 ; extra == "x"', { name: 'foo-bar-baz', extras: ['a', 'b-c'], marker: 'extra == "x"' }],
  [
    'pip @ https://example.org/pip.zip ; sys_platform=="linux"',
    { name: 'pip', extras: [], marker: 'sys_platform=="linux"' },
  ],
  ['name (>=1.0)', { name: 'name', extras: [], marker: null }],
  ['-e .', null],
  ['', null],
])('reads the requirement %s', (text, requirement) => {
  expect(requirementOf(text)).toEqual(requirement);
});

it('reads the sections of requires.txt as markers', () => {
  expect(parseRequiresTxt('six\n[test:python_version<"3"]\nmock; os_name=="nt"\n[docs]\nsphinx\n')).toEqual([
    { name: 'six', extras: [], marker: null },
    { name: 'mock', extras: [], marker: '(os_name=="nt") and (python_version<"3") and (extra == "test")' },
    { name: 'sphinx', extras: [], marker: '(extra == "docs")' },
  ]);
});
