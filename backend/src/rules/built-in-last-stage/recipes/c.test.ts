import { describe, expect, it } from 'vitest';
import { elfFile } from '../../../../testing/elf-writer.ts';
import {
  bytes,
  executable,
  library,
  linked,
  loader,
  packaged,
  slim,
  splitOf,
  stanza,
  system,
} from '../../../../testing/split-stage.ts';
import { dir, file, symlink } from '../../../../testing/tar-writer.ts';

describe('a program in C', () => {
  const dockerfile = 'FROM gcc:14\nWORKDIR /src\nCOPY . .\nRUN make install\nCMD ["greet"]\n';
  const config = { Cmd: ['greet'], WorkingDir: '/src', Env: ['PATH=/usr/local/bin:/usr/bin:/bin'] };
  const program = (...needed: string[]) => file('usr/local/bin/greet', linked(...needed), executable);
  const sources = [
    file('src/Makefile', 'all:'),
    file('src/main.c', ''),
    file('src/main.o', bytes(200)),
    file('src/words.txt', 'a'),
  ];

  it('brings libraries below /usr/local along, and tells the loader', async () => {
    const own = [
      ...sources,
      program('libgreet.so.1'),
      file('usr/local/lib/libgreet.so.1', library('libgreet.so.1')),
      file('usr/local/include/greet.h', ''),
    ];
    const { stage } = await splitOf(dockerfile, own, { config });
    expect(stage).toEqual([
      'FROM debian:13-slim',
      'COPY --from=build /src/words.txt /src/',
      'COPY --from=build /usr/local/bin/greet /usr/local/bin/',
      'COPY --from=build /usr/local/lib/libgreet.so.1 /usr/local/lib/',
      'RUN ldconfig',
      'WORKDIR /src',
      'CMD ["greet"]',
    ]);
  });

  const z = [
    packaged(stanza('libc6'), stanza('zlib1g'), stanza('zlib1g-dev', 'Depends: zlib1g\n')),
    file('var/lib/dpkg/info/zlib1g:amd64.list', '/.\n/usr\n/usr/lib\n/usr/lib/libz.so.1.3\n/usr/lib/libz.so.1\n'),
    file('usr/lib/libz.so.1.3', library('libz.so.1')),
    symlink('usr/lib/libz.so.1', 'libz.so.1.3'),
    dir('usr/lib/empty'),
  ];

  it('has packages of its libraries installed, and nothing of packages copied', async () => {
    const { stage, taken } = await splitOf(dockerfile, [...sources, ...z, program('libz.so.1')], { config });
    expect(stage.slice(1, 6)).toEqual([
      'RUN apt-get update \\',
      '    && apt-get install -y --no-install-recommends zlib1g \\',
      '    && rm -rf /var/lib/apt/lists/*',
      'COPY --from=build /src/words.txt /src/',
      'COPY --from=build /usr/local/bin/greet /usr/local/bin/',
    ]);
    expect(taken[0]?.evidence.join()).toContain('zlib1g: /usr/local/bin/greet loads libz.so.1');
  });

  it('is not split where the base is of another version, or has an older C library', async () => {
    const older = { ...slim, system: { id: 'debian', version: '12' } };
    const { why } = await splitOf(dockerfile, [...sources, ...z, program('libz.so.1')], { config, bases: [older] });
    expect(why).toBe('zlib1g would have to be installed, and debian:13-slim is debian 12 where the image is debian 13');
    const newer = elfFile({
      interpreter: `/${loader}`,
      dynamic: { needed: ['libc.so.6'], versionsNeeded: [{ library: 'libc.so.6', versions: ['GLIBC_2.99'] }] },
    });
    const result = await splitOf(dockerfile, [...sources, file('usr/local/bin/greet', newer, executable)], { config });
    expect(result.why).toBe('/usr/local/bin/greet needs GLIBC_2.99, and debian:13-slim has GLIBC_2.41');
  });

  it('has what its health check and its script run, and not what only the build ran', async () => {
    const tools = [
      packaged(stanza('libc6'), stanza('curl'), stanza('gosu'), stanza('wget')),
      ...['curl', 'gosu', 'wget'].flatMap((name) => [
        file(`var/lib/dpkg/info/${name}.list`, `/.\n/usr\n/usr/bin\n/usr/bin/${name}\n`),
        file(`usr/bin/${name}`, linked(), executable),
      ]),
      file('start.sh', '#!/bin/bash\nexec gosu nobody greet\n', executable),
    ];
    const { stage } = await splitOf(
      'FROM gcc:14\nRUN apt-get update && apt-get install -y curl gosu wget\nCOPY . .\nRUN wget x && make install\nHEALTHCHECK CMD curl -f localhost || exit 1\nENTRYPOINT ["/start.sh"]\n',
      [...tools, program()],
      {
        config: {
          Entrypoint: ['/start.sh'],
          Env: config.Env,
          Healthcheck: { Test: ['CMD-SHELL', 'curl -f localhost || exit 1'] },
        },
      },
    );
    expect(stage.join('\n')).toContain('--no-install-recommends curl gosu \\\n');
    expect(stage).toContain('HEALTHCHECK CMD curl -f localhost || exit 1');
  });

  it('finds whom to trust', async () => {
    const bundle = file('etc/ssl/certs/ca-certificates.crt', 'BEGIN');
    const { stage } = await splitOf(dockerfile, [...sources, program()], {
      config,
      layers: [
        [...system, bundle],
        [...sources, program()],
      ],
    });
    expect(stage).toContain('COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/');
  });
});
