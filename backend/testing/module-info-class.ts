const u16 = (...values: number[]) => Buffer.concat(values.map((value) => Buffer.of(value >> 8, value & 255)));
const u32 = (value: number) => Buffer.concat([u16(value >>> 16), u16(value & 0xffff)]);
const utf8 = (text: string) => Buffer.concat([Buffer.of(1), u16(text.length), Buffer.from(text)]);
const moduleName = (string: number) => Buffer.concat([Buffer.of(19), u16(string)]);
const long = Buffer.concat([Buffer.of(5), Buffer.alloc(8)]);

/** `module NAME { requires …; }` as a compiler writes it (JVMS 25, 4.1 and 4.7.25), with a constant of two places. */
export function moduleInfoClass(name: string, requires: readonly string[]): Buffer {
  // Places 1 and 2 are the long's, 3 and 4 the attributes' names; then each module: its name's text, its name.
  const modules = [name, ...requires];
  const constants = [
    ...[long, utf8('Module'), utf8('SourceFile')],
    ...modules.flatMap((one, i) => [utf8(one), moduleName(5 + 2 * i)]),
  ];
  const attribute = Buffer.concat([
    u16(6, 0, 0, requires.length),
    ...requires.map((_, i) => u16(8 + 2 * i, 0x8000, 0)),
    u16(0, 0, 0, 0),
  ]);
  return Buffer.concat([
    Buffer.from('cafebabe00000045', 'hex'),
    u16(5 + 2 * modules.length),
    ...constants,
    u16(0x8000, 0, 0, 0, 0, 0, 2),
    u16(4),
    u32(2),
    u16(5),
    u16(3),
    u32(attribute.length),
    attribute,
  ]);
}
