import { expect, it } from 'vitest';
import { elfFile } from '../../../testing/elf-writer.ts';
import { rewrittenBy } from '../../../testing/rewriting.ts';
import { file } from '../../../testing/tar-writer.ts';
import { goMagic } from '../../elf/go-build.ts';
import { debugInformationLinkedIn } from './rule.ts';

const debugBytes = 2_000_000;
const sections = [{ name: '.debug_info', bytes: Buffer.alloc(debugBytes) }];
const text = (value: string) => Buffer.concat([Buffer.from([value.length]), Buffer.from(value)]);
const goData = Buffer.concat([goMagic, Buffer.from([8, 2]), Buffer.alloc(16), text('go1.24.4'), text('')]);
const programs = {
  go: elfFile({ type: 2, data: goData, sections }),
  rust: elfFile({
    type: 2,
    sections: [...sections, { name: '.comment', bytes: Buffer.from('rustc version 1.85.0 (4d91de4e4 2025-02-17)\0') }],
  }),
  c: elfFile({ type: 2, sections }),
  stripped: elfFile({ type: 2, data: goData, sections: [] }),
};

async function rewritten(run: string, program: Buffer) {
  const { draft, taken } = await rewrittenBy(debugInformationLinkedIn, {
    dockerfile: `FROM builder\nRUN ${run}\n`,
    layers: [[file('bin/sh', '')], [file('app/server', program, { mode: 0o755 })]],
    ownFrom: 1,
    layersOfLines: { 2: [1] },
  });
  return { line: draft.text.split('\n')[1], effects: taken.flatMap(({ effects }) => effects) };
}

it.each([
  ['go build -o /app/server ./cmd', programs.go, 'go build -ldflags="-s -w" -o /app/server ./cmd'],
  ['CGO_ENABLED=0 go install .', programs.go, 'CGO_ENABLED=0 go install -ldflags="-s -w" .'],
  ['cargo build --release', programs.rust, 'CARGO_PROFILE_RELEASE_STRIP=true cargo build --release'],
  ['cargo install --path .', programs.rust, 'CARGO_PROFILE_RELEASE_STRIP=true cargo install --path .'],
  ['make && make install', programs.c, 'make && make install && strip --strip-unneeded /app/server'],
])('%s', async (run, program, expected) => {
  const { line, effects } = await rewritten(run, program);
  expect(line).toBe(`RUN ${expected}`);
  expect(effects).toMatchObject([{ kind: 'shrinks', bytes: debugBytes }]);
});

it.each([
  ['go build -ldflags "-X main.version=1" -o /app/server', programs.go],
  ['go build -o /app/server', programs.stripped],
  ['go build -o /app/server', programs.rust],
  ['cargo build', programs.rust],
  ['cargo build --release --config profile.release.strip=true', programs.rust],
  ['make && strip /app/server', programs.c],
  ['curl -o /app/server https://example.org/server', programs.c],
])('leaves %s alone', async (run, program) => {
  expect(await rewritten(run, program)).toEqual({ line: `RUN ${run}`, effects: [] });
});
