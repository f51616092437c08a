import { describe, expect, it } from 'vitest';
import { type LexOptions, lex } from './lex.ts';

const variables = new Map([
  ['A', 'abcabc'],
  ['EMPTY', ''],
  ['WORDS', 'one  two'],
  ['PATH', '/usr/local/bin:/usr/bin'],
  ['STAR', 'a*b?c\\d'],
  ['EMOJI', '😀x😀'],
]);

function expand(source: string, options: Partial<LexOptions> = {}): string {
  const lexed = lex(source, variables, { escape: '\\', ...options });
  return lexed.kind === 'expanded' ? lexed.text : `! ${lexed.why}`;
}

describe('variables', () => {
  it.each([
    ['$A-${A}', 'abcabc-abcabc'],
    ['$NONE${NONE}', ''],
    ['$A.b $Ab', 'abcabc.b '],
    ['$1$12a$@$$', 'a'],
    ['a$', 'a$'],
    ['$ a', '$ a'],
    ['\\$A', '$A'],
    ["'$A'", '$A'],
    ['"$A"', 'abcabc'],
    ['"\\$A \\a \\" \\\\"', '$A \\a " \\'],
    ['a\'b\'"c"', 'abc'],
    ['<<EOF $A', '<<EOF abcabc'],
  ])('%s', (source, expected) => {
    expect(expand(source)).toBe(expected);
  });
});

describe('modifiers', () => {
  it.each([
    ['${NONE:-x} ${EMPTY:-x} ${A:-x}', 'x x abcabc'],
    ['${NONE-x} ${EMPTY-x} ${A-x}', 'x  abcabc'],
    ['${NONE:+x} ${EMPTY:+x} ${A:+x}', '  x'],
    ['${NONE+x} ${EMPTY+x} ${A+x}', ' x x'],
    ['${A:?why} ${A?why} ${EMPTY?why}', 'abcabc abcabc '],
    ['${NONE:?why $A}', '! NONE: why abcabc'],
    ['${NONE?}', '! NONE: is not allowed to be unset'],
    ['${EMPTY:?}', '! EMPTY: is not allowed to be empty'],
    ['${NONE:-${EMPTY:-$A}}', 'abcabc'],
    ['${NONE:-"a}b"}', 'a}b'],
    ['${NONE:-a\\}b}', 'a}b'],
    ['${A#a} ${A#*b} ${A##*b} ${A#x}', 'bcabc cabc c abcabc'],
    ['${A%c} ${A%b*} ${A%%b*} ${A%x}', 'abcab abca a abcabc'],
    ['${PATH%%:*} ${PATH##*/}', '/usr/local/bin bin'],
    ['${A#??} ${EMOJI#?} ${EMOJI%?}', 'cabc x😀 😀x'],
    ['${STAR#a\\*} ${STAR#"a*"} ${STAR#a*}', 'b?c\\d *b?c\\d *b?c\\d'],
    ['${A/b/x} ${A//b/x} ${A/x/y}', 'axcabc axcaxc abcabc'],
    ['${A/b*/x} ${A//?/x} ${A//b}', "! syntax error: missing '/'"],
    ['${A/b*/x} ${A//?/x} ${A//b/}', 'ax xxxxxx acac'],
    ['${PATH//\\//_} ${PATH/"/usr"/}', '_usr_local_bin:_usr_bin /local/bin:/usr/bin'],
    ['${A//x*/-} ${A//*/-}', 'abcabc -'],
  ])('%s', (source, expected) => {
    expect(expand(source)).toBe(expected);
  });
});

describe('what cannot be expanded', () => {
  it.each([
    ['${A', 'unsupported modifier'],
    ['${', "missing '}'"],
    ['${}', 'bad substitution'],
    ['${:x}', 'bad substitution'],
    ['${A^^}', 'unsupported modifier (^)'],
    ['${A:1}', 'unsupported modifier (:1)'],
    ['${A:-x', "missing '}'"],
    ['${A:#x}', 'unsupported modifier (:#)'],
    ['${A#\\x}', "invalid escape '\\x'"],
    ['"a', 'double-quote'],
    ["'a", 'single-quote'],
  ])('%s', (source, why) => {
    expect(expand(source)).toContain(`! `);
    expect(expand(source)).toContain(why);
  });
});

describe('options', () => {
  it('keep quotes, escapes and variables that are not set', () => {
    const raw = { rawQuotes: true, rawEscapes: true, skipUnset: true };
    expect(expand('"a\\"b" \'c\' \\$A $A ${NONE:-x} $NONE', raw)).toBe('"a\\"b" \'c\' \\$A abcabc ${NONE:-x} $NONE');
  });

  it('take another escape character', () => {
    expect(expand('C:\\a`$A $A', { escape: '`' })).toBe('C:\\a$A abcabc');
  });

  it('take quotes for characters in heredocs', () => {
    expect(expand('it\'s "$A" \\$A', { plainQuotes: true })).toBe('it\'s "abcabc" $A');
  });
});

describe('words', () => {
  const split = (source: string) => {
    const lexed = lex(source, variables, { escape: '\\' });
    return lexed.kind === 'expanded' ? lexed.words.map(({ text, start, end }) => [text, source.slice(start, end)]) : [];
  };

  it('are split at white space that is not quoted, also at that of variables', () => {
    expect(split('a "b  c" $WORDS "$WORDS" d\\ e')).toEqual([
      ['a', 'a'],
      ['b  c', '"b  c"'],
      ['one', '$WORDS'.slice(0, 0)],
      ['two', '$WORDS'],
      ['one  two', '"$WORDS"'],
      ['d e', 'd\\ e'],
    ]);
  });

  it('lose what stands before a modifier in the same word, as in BuildKit', () => {
    expect(split('a${NONE:-b}c').map(([text]) => text)).toEqual(['bc']);
  });

  it('tell which variables were found and which were not', () => {
    const lexed = lex('$A ${NONE:-$B} "$A"', variables, { escape: '\\' });
    expect(lexed.kind === 'expanded' && [[...lexed.found], [...lexed.missing]]).toEqual([['A'], ['B', 'NONE']]);
  });
});
