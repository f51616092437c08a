export interface TarredFile {
  /** Ends in `/` for a directory. At most 100 bytes: contexts and base images need no more. */
  readonly path: string;
  readonly mode: number;
  readonly content?: Buffer;
  /** Makes it a symbolic link to this target. */
  readonly link?: string;
}

const block = 512;

/** A plain ustar archive of well-behaved files (POSIX.1-1988), the same bytes for the same files. */
export function tarOf(files: readonly TarredFile[]): Buffer {
  const parts = files.flatMap((file) => {
    const content = file.content ?? Buffer.alloc(0);
    return [header(file, content.length), content, Buffer.alloc((block - (content.length % block)) % block)];
  });
  return Buffer.concat([...parts, Buffer.alloc(2 * block)]);
}

function header(file: TarredFile, size: number): Buffer {
  if (Buffer.byteLength(file.path) > 100) throw new Error(`too long for this archive writer: ${file.path}`);
  const bytes = Buffer.alloc(block);
  const octal = (value: number, at: number, width: number) =>
    bytes.write(`${value.toString(8).padStart(width - 1, '0')}\0`, at);
  bytes.write(file.path, 0);
  octal(file.mode, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(1_700_000_000, 136, 12);
  bytes.write(file.link !== undefined ? '2' : file.path.endsWith('/') ? '5' : '0', 156);
  bytes.write(file.link ?? '', 157);
  bytes.write('ustar\x0000', 257);
  bytes.write('        ', 148);
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return bytes;
}
