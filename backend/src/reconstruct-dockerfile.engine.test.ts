import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engineRequest } from '../testing/engine-request.ts';
import { busybox, ensureBusybox, testEngines } from '../testing/engines.ts';
import { originsOf, RecoveryStage, run } from '../testing/recovery-stage.ts';

const commands = (text: string) => text.split('\n').filter((line) => line.startsWith('RUN '));

describe.each(testEngines())('on the $name engine', (engine) => {
  const test = it.runIf(engine.name === 'classic');
  let stage: RecoveryStage;
  beforeAll(async () => {
    stage = new RecoveryStage(engine, []);
    await ensureBusybox(engine.host);
  });
  afterAll(() => stage.clean());

  const text = `FROM ${busybox}
ARG SIZE=1000
ENV GREETING="hello  world" PATH=/usr/local/bin:$PATH
LABEL run="${run}" said="a \\"b\\" $c"
RUN head -c $SIZE /dev/zero > /first && \\
    mkdir /made
WORKDIR /srv/here
SHELL ["/bin/sh", "-e", "-c"]
RUN echo "$GREETING" > greeting; \\
    head -c 777 /dev/zero > 777
RUN ["/bin/touch", "/touched"]
USER 1000
EXPOSE 80 53/udp
VOLUME /data
HEALTHCHECK --interval=30s CMD true
STOPSIGNAL SIGINT
ONBUILD RUN echo built
ENTRYPOINT ["/bin/sh", "-c"]
CMD echo "$GREETING"
`;

  async function history(reference: string): Promise<{ CreatedBy: string; Size: number }[]> {
    const answer = await engineRequest(engine.host, 'GET', `/images/${reference}/history`);
    return JSON.parse(answer.text);
  }

  test.each([
    ['the classic builder', '1'],
    ['BuildKit', '2'],
  ])('what %s built is reconstructed so that it builds the same commands again', async (_, version) => {
    const [name, again] = [stage.name(`history-${version}`), stage.name(`again-${version}`)];
    const options: [string, string][] = [
      ['version', version],
      ['buildargs', '{"SIZE":"2000"}'],
    ];
    await stage.buildPlainly(name, text, options);
    const { dockerfile, boundary } = await stage.recover(name);
    expect(boundary).toMatchObject({ state: 'known', layers: 1, name: busybox, how: 'local-image' });
    if (dockerfile.state === 'none') throw new Error(dockerfile.why);
    expect(dockerfile).toMatchObject({ source: 'reconstruction', exactness: 'reconstructed' });
    expect(dockerfile.rejected.find(({ source }) => source === 'build-history')?.why).toContain(
      'keeps no build history',
    );
    expect(commands(dockerfile.text)).toEqual([
      'RUN head -c $SIZE /dev/zero > /first && \\',
      'RUN echo "$GREETING" > greeting; \\',
      'RUN ["/bin/touch", "/touched"]',
    ]);
    await stage.buildPlainly(again, dockerfile.text, [['version', version]]);
    // BuildKit here tells of an ARG’s default alone, so that the value itself is the only difference.
    const said = async (of: string) =>
      (await history(of)).map(({ CreatedBy, Size }) => [CreatedBy.replace('ARG SIZE=1000', 'ARG SIZE=2000'), Size]);
    expect(await said(again)).toEqual(await said(name));
  });

  test('a file is laid beside the image', async () => {
    const name = stage.name('given');
    await stage.buildPlainly(name, text, [['version', '1']]);
    const given = (of: string) => ({ text: of, filename: 'Dockerfile', buildArgs: {}, target: null });
    const same = await stage.recovered(name, given(text));
    expect(same).toMatchObject({ exactness: 'agrees', lines: { mismatch: null } });
    expect(originsOf(same)).toEqual(['base', 5, 7, 9, 11]);
    const changed = await stage.recovered(name, given(text.replace('777 /dev', '778 /dev')));
    expect(changed).toMatchObject({ exactness: 'differs', lines: { mismatch: { fromLine: 9, toLine: 10 } } });
  });
});
