import fc from 'fast-check';
import { expect, it } from 'vitest';
import { moduleInfoClass } from '../../../testing/module-info-class.ts';
import { parseModuleInfo } from './module-info.ts';

const compiled = moduleInfoClass('org.example', ['java.base', 'java.sql']);

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
