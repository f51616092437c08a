import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { visibleName, visiblePieces, visibleText } from './visible-name.ts';

describe('a file name on the screen', () => {
  it.each([
    ['plain.txt', 'plain.txt'],
    ['größe-日本語-🐳.txt', 'größe-日本語-🐳.txt'],
    ['a\x1b[31mred', 'a\\x1b[31mred'],
    ['line\nbreak\ttab', 'line\\nbreak\\ttab'],
    ['\x00\x7f', '\\x00\\x7f'],
    ['c1\u0085', 'c1\\u0085'],
    ['latin1-\udcff\udc80.txt', 'latin1-\\xff\\x80.txt'],
    ['lone\ud800', 'lone\\ud800'],
    ['gpj.\u202exe', 'gpj.\\u202exe'],
    ['zero\u200bwidth', 'zero\\u200bwidth'],
    ['no\u00a0break', 'no\\u00a0break'],
    [' both ', '\\x20both\\x20'],
    ['   ', '\\x20\\x20\\x20'],
    ['in the middle', 'in the middle'],
    ['<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
    ['fake\u200djoin', 'fake\\u200djoin'],
    ['tag\u{e0041}', 'tag\\u{e0041}'],
  ])('shows %j as %s', (name, shown) => {
    expect(visibleName(name)).toBe(shown);
  });

  it('keeps joined emoji whole', () => {
    expect(visibleName('👩‍👩‍👧.png')).toBe('👩‍👩‍👧.png');
  });

  it('marks escapes apart from text that looks like one', () => {
    expect(visiblePieces('\\x1b\x1b')).toEqual([
      { kind: 'text', text: '\\x1b' },
      { kind: 'escape', text: '\\x1b' },
    ]);
  });

  it('never lets a control, a lone surrogate or a bidirectional control through', () => {
    const anyUnit = fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units));
    fc.assert(
      fc.property(fc.oneof(anyUnit, fc.string({ unit: 'binary' })), (name) => {
        const shown = visibleName(name);
        expect(shown).not.toMatch(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u);
        expect(shown === '').toBe(name === '');
      }),
    );
  });
});

it('the text of a file keeps its layout, and shows what would hide or turn other text', () => {
  expect(visibleText('\tif (a) {\r\n  b\u202e;\u0000\n')).toBe('\tif (a) {\n  b\\u202e;\\x00\n');
});
