import { describe, expect, it } from 'vitest';
import { elfFile } from '../../../../testing/elf-writer.ts';
import { bytes, executable, loader, splitOf } from '../../../../testing/split-stage.ts';
import { file } from '../../../../testing/tar-writer.ts';

const rustProgram = elfFile({
  interpreter: `/${loader}`,
  dynamic: { needed: ['libc.so.6'] },
  sections: [{ name: '.comment', bytes: Buffer.from('rustc version 1.85.0 (4d91de4e4 2025-02-17)\0') }],
});

describe('a Rust program', () => {
  it('stays at its path below target, with what cargo made beside it', async () => {
    const { stage } = await splitOf(
      'FROM rust:1.85\nWORKDIR /app\nCOPY . .\nRUN cargo build --release\nCMD ["./target/release/server"]\n',
      [
        file('app/Cargo.toml', '[package]'),
        file('app/Cargo.lock', ''),
        file('app/Rocket.toml', '[default]'),
        file('app/src/main.rs', 'fn main() {}'),
        file('app/target/CACHEDIR.TAG', ''),
        file('app/target/release/server', rustProgram, executable),
        file('app/target/release/worker', rustProgram, executable),
        file('app/target/release/server.d', ''),
        file('app/target/release/deps/libx.rlib', bytes(9_000_000)),
        file('usr/local/cargo/registry/src/x/lib.rs', bytes(1_000_000)),
      ],
      { config: { Cmd: ['./target/release/server'], WorkingDir: '/app' } },
    );
    expect(stage.filter((line) => line.startsWith('COPY'))).toEqual([
      'COPY --from=build /app/Rocket.toml /app/',
      'COPY --from=build /app/target/release/server /app/target/release/worker /app/target/release/',
    ]);
  });
});
