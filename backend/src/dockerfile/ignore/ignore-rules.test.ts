import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeName } from '../../paths/path-bytes.ts';
import { decide, type IgnoreRules, readIgnoreRules } from './ignore-rules.ts';

// What is expected here was compared with github.com/moby/patternmatcher 0.6.1, as Docker uses it.

function rulesOf(...lines: string[]): IgnoreRules {
  const { rules, problems } = readIgnoreRules(lines.join('\n'));
  if (rules === null) throw new Error(JSON.stringify(problems));
  return rules;
}

function keptOut(lines: readonly string[], paths: readonly string[]): string[] {
  const rules = rulesOf(...lines);
  return paths.filter((path) => decide(rules, path).excluded);
}

describe('lines', () => {
  it.each([
    ['a comment only where # is the very first character', ['#a', ' #b'], ['#a', '#b'], ['#b']],
    ['white space around a pattern', ['  a \t', '\u00a0b\u0085', 'c\r'], ['a', 'b', 'c'], ['a', 'b', 'c']],
    ['a leading slash', ['/a', '//b/', '/'], ['a', 'b', 'c'], ['a', 'b']],
    ['paths that are not clean', ['./a', 'b/../c', 'd//e/.', '../f'], ['a', 'b', 'c', 'd/e', 'f'], ['a', 'c', 'd/e']],
    ['a space behind an exception’s mark', ['*', '! a', '!/b', '!./c'], ['a', 'b', 'c', 'd'], ['d']],
    ['nothing at all', ['', '   ', '\r'], ['a'], []],
  ])('take %s as Docker does', (_, lines, paths, out) => {
    expect(keptOut(lines, paths)).toEqual(out);
  });

  it('drop a byte order mark at the start of the file, and there alone', () => {
    expect(keptOut(['\ufeffa', '\ufeffb'], ['a', 'b', '\ufeffb'])).toEqual(['a', '\ufeffb']);
    expect(keptOut(['\ufeff#a'], ['a', '#a'])).toEqual([]);
  });

  it('may hold 65,535 bytes, and no more', () => {
    expect(readIgnoreRules(`a\n${'b'.repeat(65_535)}`).problems).toEqual([]);
    expect(readIgnoreRules(`a\n${'é'.repeat(32_768)}\nc`)).toEqual({
      rules: null,
      problems: [{ line: 2, why: expect.any(String), refused: 'file' }],
    });
  });
});

describe('patterns', () => {
  it.each([
    ['a name means the top only, and all below it', ['a'], ['a', 'a/b/c', 'b/a'], ['a', 'a/b/c']],
    ['* stays in its folder', ['*.js', 'a*c'], ['x.js', 'd/x.js', 'abc', 'a/c'], ['x.js', 'abc']],
    ['* alone means everything', ['*'], ['a', 'a/b', '.a'], ['a', 'a/b', '.a']],
    ['? is one character but no slash', ['a?c', 'x/?'], ['abc', 'aéc', 'a/c', 'x/𝒳', 'ac'], ['abc', 'aéc', 'x/𝒳']],
    ['**/ is any folders or none', ['**/b'], ['b', 'a/b', 'a/a/b/c', 'ab'], ['b', 'a/b', 'a/a/b/c']],
    ['**/ in the middle too', ['a/**/b'], ['a/b', 'a/x/y/b', 'ab'], ['a/b', 'a/x/y/b']],
    ['/** is all below, not the folder itself', ['a/**'], ['a', 'a/b', 'a/b/c', 'ab'], ['a/b', 'a/b/c']],
    ['** without a slash crosses folders', ['a**', '**.md'], ['ab', 'a/b', 'x/y.md', 'b'], ['ab', 'a/b', 'x/y.md']],
    ['a class', ['[a-c]1', '[^a]2', '[é]'], ['b1', 'd1', 'a2', 'b2', 'é'], ['b1', 'b2', 'é']],
    ['a class that is no negation', ['[!a]'], ['!', 'a', 'b'], ['!', 'a']],
    [
      'escapes',
      ['\\*', '\\?', '\\[a]', '\\#', '\\!b'],
      ['*', '?', '[a]', '#', '!b', 'x'],
      ['*', '?', '[a]', '#', '!b'],
    ],
    [
      'dots and brackets as they are',
      ['a.b*', '(a)*', '$a*', 'a+*'],
      ['a.b', 'axb', '(a)', '$a', 'a+', 'aa'],
      ['a.b', '(a)', '$a', 'a+'],
    ],
  ])('%s', (_, lines, paths, out) => {
    expect(keptOut(lines, paths)).toEqual(out);
  });

  it('are expressions of Go where they have a wildcard, with operators that Docker forgets to escape', () => {
    expect(keptOut(['a|b*'], ['axx', 'x/b1', 'c'])).toEqual(['axx', 'x/b1']);
    expect(keptOut(['a{2}*'], ['a', 'aa', 'a{2}'])).toEqual(['aa']);
    expect(keptOut(['*.{js,ts}'], ['x.js', 'x.{js,ts}'])).toEqual(['x.{js,ts}']);
    expect(keptOut(['a{2}'], ['aa', 'a{2}'])).toEqual(['a{2}']);
    expect(keptOut(['^a', '^b*'], ['a', '^a', '^b'])).toEqual(['^a']);
    expect(keptOut(['{0}a*'], ['b/ax', 'b'])).toEqual(['b/ax']);
  });

  it('give letters behind a backslash the meaning they have in an expression', () => {
    expect(keptOut(['v\\d', '\\w\\.txt', '\\x61b', 'c\\b'], ['v1', 'vd', 'a.txt', 'ab', 'c', 'cb'])).toEqual([
      'v1',
      'a.txt',
      'ab',
      'c',
    ]);
    expect(keptOut(['\\pL1', '\\p{Greek}2', '\\PL3'], ['é1', '11', 'α2', 'a2', '-3'])).toEqual(['é1', 'α2', '-3']);
    expect(keptOut(['[[:digit:]]', '[\\s.]'], ['7', 'd', ' ', '.'])).toEqual(['7', ' ', '.']);
    expect(keptOut(['\\Qa*\\E'], ['a[^/]*', 'a*'])).toEqual(['a[^/]*']);
  });

  it('turn * and ? inside of brackets into what they are outside', () => {
    expect(keptOut(['[*]x'], ['*x', '[]x', '^^]x'])).toEqual(['[]x', '^^]x']);
    expect(keptOut(['[?]'], ['?', '^]'])).toEqual(['^]']);
  });

  it('do not let ** cross a folder whose name has a line break, as Go’s dot does not', () => {
    expect(keptOut(['**/a*'], ['x/a', 'x\ny/a'])).toEqual(['x/a']);
    expect(keptOut(['**/a'], ['x\ny/a'])).toEqual(['x\ny/a']);
  });

  it('see bytes that are not UTF-8 as U+FFFD in an expression, and as themselves elsewhere', () => {
    const name = (...bytes: number[]) => decodeName(Uint8Array.from(bytes));
    expect(
      keptOut(
        [name(0xff), 'b?', `c*${name(0xfe)}`],
        [name(0xff), name(0xfe), `b${name(0xff)}`, `c${name(0xff)}`, 'c\ufffd'],
      ),
    ).toEqual([name(0xff), `b${name(0xff)}`, `c${name(0xff)}`, 'c\ufffd']);
    // The second half of é.
    expect(keptOut([`**${name(0xa9)}`], ['é', 'e'])).toEqual(['é']);
  });
});

describe('exceptions', () => {
  it('let in again, and the last pattern that fits decides', () => {
    expect(keptOut(['*.md', '!README*.md', 'README-secret.md'], ['a.md', 'README.md', 'README-secret.md'])).toEqual([
      'a.md',
      'README-secret.md',
    ]);
    expect(keptOut(['!a', 'a'], ['a'])).toEqual(['a']);
  });

  it('reach below a folder that is kept out', () => {
    expect(keptOut(['a', '!a/b'], ['a/a', 'a/b', 'a/b/c'])).toEqual(['a/a']);
    expect(keptOut(['**', '!**/*.go'], ['a.c', 'a/b/c.go'])).toEqual(['a.c']);
  });

  it('of a folder let in what an earlier pattern kept out below it', () => {
    expect(keptOut(['a/b', '!a'], ['a/b', 'a/b/c'])).toEqual([]);
  });

  it('name the pattern that decided', () => {
    const rules = rulesOf('# all', '*', '!a', 'a/b');
    expect(decide(rules, 'c').by).toMatchObject({ line: 2, pattern: '*', exception: false });
    expect(decide(rules, 'a/c')).toMatchObject({ excluded: false, by: { line: 3, exception: true } });
    expect(decide(rules, 'a/b/d').by?.line).toBe(4);
  });
});

describe('what Docker refuses', () => {
  it.each(['[', 'a[', '[]', '[a', '[-a]', '[a-]', '\\', 'a\\', '!', '!/', '! ', '[^]', '*['])(
    'the file, for %j',
    (pattern) => {
      expect(readIgnoreRules(`ok\n\n${pattern}`)).toEqual({
        rules: null,
        problems: [{ line: 3, why: expect.any(String), refused: 'file' }],
      });
    },
  );

  it.each(['a*[b-a]', '\\q', 'a{1001}*', '*{2}', '[[:foo:]]', '\\1x', '\\pX', 'a|{2}*', '\\é'])(
    'a build that gets as far as %j',
    (pattern) => {
      const { rules, problems } = readIgnoreRules(`ok\n${pattern}`);
      expect(problems).toEqual([{ line: 2, why: 'syntax error in pattern', refused: 'pattern' }]);
      // The first pattern has decided already.
      expect(decide(rules ?? rulesOf(), 'ok').excluded).toBe(true);
      expect(() => decide(rules ?? rulesOf(), 'other')).toThrow(/line 2 of the ignore file/);
    },
  );
});

describe('hostile patterns', () => {
  it('are matched without trying one way after the other', () => {
    const path = `${'a'.repeat(4000)}b`;
    expect(keptOut(['*a'.repeat(40)], [path])).toEqual([]);
    expect(keptOut([`**/${'a*'.repeat(40)}c`], [`x/${path}`])).toEqual([]);
    expect(keptOut(['a{0,1000}'.repeat(3).concat('*b')], [path])).toEqual([path]);
  });

  it('that are too many or too long are told as what they are', () => {
    const refused = {
      rules: null,
      problems: expect.arrayContaining([expect.objectContaining({ refused: 'too-large' })]),
    };
    expect(readIgnoreRules(`${'[['.repeat(3000)}]*`)).toEqual(refused);
    expect(readIgnoreRules('a{1000}*\n'.repeat(60))).toEqual(refused);
    expect(readIgnoreRules('a\n'.repeat(5001))).toEqual(refused);
    expect(readIgnoreRules('[\n'.repeat(100_000)).problems.length).toBe(100);
    expect(readIgnoreRules('{'.repeat(4000).concat('*')).problems).toEqual([]);
  });

  it('never break the reader', () => {
    const piece = fc.constantFrom(
      'a',
      '/',
      '*',
      '**',
      '?',
      '[',
      ']',
      '^',
      '-',
      '\\',
      '{',
      '}',
      '1',
      ',',
      '|',
      '!',
      ' ',
      '.',
      ':',
      '\n',
      '\\Q',
      '\\E',
      '\\p{',
      'é',
      '\udcff',
      '\ufeff',
      '\0',
    );
    const text = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(text, fc.array(piece, { minLength: 1, maxLength: 12 }), (ignore, pieces) => {
        const { rules, problems } = readIgnoreRules(ignore);
        if (rules === null) expect(problems.length).toBeGreaterThan(0);
        else if (problems.length === 0) decide(rules, pieces.join(''));
      }),
      { numRuns: 3000 },
    );
  });
});
