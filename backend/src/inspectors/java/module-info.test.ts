import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseModuleInfo } from './module-info.ts';

const u16 = (...values: number[]) => Buffer.concat(values.map((value) => Buffer.of(value >> 8, value & 255)));
const utf8 = (text: string) => Buffer.concat([Buffer.of(1), u16(text.length), Buffer.from(text)]);
const module = (name: number) => Buffer.concat([Buffer.of(19), u16(name)]);

/** `module org.example { requires java.base; requires java.sql; }`, as a compiler writes it, with a long before it. */
const compiled = Buffer.concat([
  Buffer.from('cafebabe00000045', 'hex'),
  u16(11),
  Buffer.concat([Buffer.of(5), Buffer.alloc(8)]),
  utf8('Module'),
  utf8('org.example'),
  module(4),
  utf8('java.base'),
  module(6),
  utf8('java.sql'),
  module(8),
  utf8('SourceFile'),
  u16(0x8000, 0, 0, 0, 0, 0, 2),
  Buffer.concat([u16(10), Buffer.from('00000002', 'hex'), u16(3)]),
  Buffer.concat([u16(3), Buffer.from('0000001c', 'hex'), u16(5, 0, 0, 2, 7, 0x8000, 0, 9, 0, 0, 0, 0, 0, 0)]),
]);

it('reads which modules a module requires', () => {
  expect(parseModuleInfo(compiled)).toEqual({ name: 'org.example', requires: ['java.base', 'java.sql'] });
});

it('says of anything else that it is none, however it is damaged', () => {
  expect(parseModuleInfo(Buffer.from('cafe'))).toBeNull();
  expect(parseModuleInfo(Buffer.alloc(64))).toBeNull();
  for (let end = 0; end < compiled.length; end++)
    expect(parseModuleInfo(compiled.subarray(0, end))?.name ?? 'org.example').toBe('org.example');
  fc.assert(
    fc.property(fc.nat(compiled.length - 1), fc.nat(255), (at, byte) => {
      const bytes = Buffer.from(compiled);
      bytes[at] = byte;
      parseModuleInfo(bytes);
    }),
  );
});
