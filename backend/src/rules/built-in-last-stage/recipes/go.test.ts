import { describe, expect, it } from 'vitest';
import { elfFile } from '../../../../testing/elf-writer.ts';
import { bytes, executable, splitOf, system } from '../../../../testing/split-stage.ts';
import { dir, file } from '../../../../testing/tar-writer.ts';
import { goMagic } from '../../../elf/go-build.ts';

const text = (value: string) => Buffer.concat([Buffer.from([value.length]), Buffer.from(value)]);
const goProgram = elfFile({
  type: 2,
  data: Buffer.concat([goMagic, Buffer.from([8, 2]), Buffer.alloc(16), text('go1.24.4'), text('')]),
});

describe('a Go program', () => {
  const dockerfile = 'FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN go build -o server .\nCMD ["./server"]\n';
  const config = { Cmd: ['./server'], WorkingDir: '/app' };
  const own = [
    file('app/go.mod', 'module x\n'),
    file('app/main.go', 'package main'),
    file('app/internal/db/db.go', 'package db'),
    file('app/vendor/modules.txt', ''),
    file('app/vendor/example.org/a/LICENSE', ''),
    file('app/templates/index.html', '<p>'),
    file('app/server', goProgram, executable),
    file('go/pkg/mod/example.org/a@v1/a.go', bytes(5_000_000)),
  ];

  it('goes with its templates, without sources and modules', async () => {
    const { stage } = await splitOf(dockerfile, own, { config });
    expect(stage).toEqual([
      'FROM debian:13-slim',
      'COPY --from=build /app/templates /app/templates',
      'COPY --from=build /app/server /app/',
      'WORKDIR /app',
      'CMD ["./server"]',
    ]);
  });

  it('is found by the PATH of the old base', async () => {
    const { stage } = await splitOf(
      'FROM golang:1.24\nCOPY . /src\nRUN go install .\nENTRYPOINT ["tool"]\n',
      [file('go/bin/tool', goProgram, executable), file('src/go.mod', ''), file('src/main.go', '')],
      { config: { Entrypoint: ['tool'], Env: ['PATH=/go/bin:/usr/local/bin:/usr/bin:/bin'] } },
    );
    expect(stage).toContain('ENV PATH=/go/bin:$PATH');
    expect(stage).toContain('COPY --from=build /go/bin/tool /go/bin/');
  });

  it('is not split where go compiles it at each start', async () => {
    const go = file('usr/local/go/bin/go', goProgram, executable);
    const { why, taken } = await splitOf(dockerfile.replace('"./server"', '"/usr/local/go/bin/go", "run", "."'), own, {
      layers: [[...system, go], own],
      config: { ...config, Cmd: ['/usr/local/go/bin/go', 'run', '.'] },
    });
    expect(taken).toEqual([]);
    expect(why).toContain('compile whenever they start');
  });

  it('takes folders that belong to a user whole, and removes as root where RUN runs as another', async () => {
    const users = { uid: 1000, gid: 1000 };
    const { text, stage } = await splitOf(
      dockerfile.replace('RUN', 'USER 1000\nRUN'),
      [dir('app', users), dir('app/templates', users), ...own.map((one) => ({ ...one, ...users }))],
      { config: { ...config, User: '1000' } },
    );
    expect(text).toMatch(/\nUSER root\nRUN rm -rf .*\/app\/go\.mod/);
    expect(stage).toContain('COPY --from=build --chown=1000:1000 /app /app');
    expect(stage).toContain('USER 1000');
  });
});
