import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engineRequest, engineSays } from '../testing/engine-request.ts';
import { busybox, ensureBusybox, testEngines } from '../testing/engines.ts';
import { buildImage, buildLayer } from '../testing/image-builder.ts';
import { loadImages } from '../testing/load-image.ts';
import { contextFile, originsOf, RecoveryStage, run } from '../testing/recovery-stage.ts';
import { file } from '../testing/tar-writer.ts';
import type { DescribedImage } from './engine/described-image.ts';
import { openLayerBytes } from './engine/layer-bytes.ts';
import type { RecoveredDockerfile } from './recovery-answers.ts';

const never = new AbortController().signal;
/** Stages, an argument, a heredoc, a comment; and what each line of the last stage stores. */
const multiStage = {
  text: `# syntax of this run: ${run}
ARG BASE=${busybox}
FROM \${BASE} AS build
ARG SIZE=1000
RUN head -c $SIZE /dev/zero > /built

FROM ${busybox}
ARG SIZE
ENV A=1 B="two words"
# What was built.
COPY --from=build /built /opt/built
COPY copied /opt/
RUN <<EOF
head -c 3000 /dev/zero > /opt/heredoc
EOF
RUN head -c 777 /dev/zero > /opt/run$SIZE && \\
    true
CMD ["/bin/sh"]
`,
  files: [contextFile('copied', 'c'.repeat(500))],
  buildArgs: { SIZE: '2000' },
  /** Line, bytes. */
  stored: [
    [11, 2000],
    [12, 500],
    [13, 3000],
    [16, 777],
  ],
};

const buildArgs: [string, string][] = [['buildargs', JSON.stringify(multiStage.buildArgs)]];
/** For each line that made layers, what those hold by the lengths in their tar headers. */
async function storedByLine(image: DescribedImage, { lines }: RecoveredDockerfile): Promise<[number, number][]> {
  const stored: [number, number][] = [];
  for (const { startLine, layers } of lines.instructions) {
    for (const index of layers) {
      if (lines.layers[index]?.kind !== 'instruction') continue;
      const bytes = image.layers[index]?.bytes;
      if (!bytes) throw new Error(`layer ${index} cannot be read`);
      stored.push([startLine, bytesOfFiles(await unpacked(Readable.from(openLayerBytes(bytes, never))))]);
    }
  }
  return stored;
}

async function unpacked(stream: Readable): Promise<Buffer> {
  const bytes = await buffer(stream);
  return bytes[0] === 0x1f ? gunzipSync(bytes) : bytes;
}

function bytesOfFiles(tar: Buffer): number {
  let sum = 0;
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0; ) {
    const size = Number.parseInt(tar.toString('latin1', at + 124, at + 135), 8);
    const type = String.fromCharCode(tar[at + 156] ?? 0);
    if (type === '0' || type === '\0') sum += size;
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return sum;
}

describe.each(testEngines())('on the $name engine', (engine) => {
  const test = it.runIf(engine.name === 'modern');
  let stage: RecoveryStage;
  beforeAll(async () => {
    stage = new RecoveryStage(engine, multiStage.files);
    await ensureBusybox(engine.host);
  });
  afterAll(() => stage.clean());

  test('a plain build is recovered from the build history, every line with its bytes', async () => {
    const name = stage.name('plain');
    await stage.buildPlainly(name, multiStage.text, buildArgs);
    const { dockerfile, boundary } = await stage.recover(name);
    expect(dockerfile).toMatchObject({
      source: 'build-history',
      exactness: 'exact',
      text: multiStage.text,
      filename: 'Dockerfile',
      buildArgs: multiStage.buildArgs,
      target: null,
      context: { kind: 'sent' },
      lines: { how: 'provenance', mismatch: null },
    });
    expect(boundary).toMatchObject({
      state: 'known',
      layers: 1,
      name: busybox,
      how: 'provenance',
      confidence: 'certain',
    });
    if (dockerfile.state === 'none') throw new Error(dockerfile.why);
    expect(await storedByLine(await stage.describe(name), dockerfile)).toEqual(multiStage.stored);
  });

  test('once the history is forgotten, the attestation serves as well', async () => {
    const name = stage.name('attested');
    await stage.buildAttested(name, 'max', multiStage.text);
    expect(await stage.recovered(name)).toMatchObject({
      source: 'build-history',
      exactness: 'exact',
      text: multiStage.text,
    });
    await stage.forgetBuilds(name);
    const dockerfile = await stage.recovered(name);
    expect(dockerfile).toMatchObject({
      source: 'attestation',
      exactness: 'exact',
      text: multiStage.text,
      buildArgs: multiStage.buildArgs,
      lines: { how: 'provenance' },
    });
    expect(dockerfile.rejected.map(({ source }) => source)).toEqual(['file', 'build-history']);
    expect(await storedByLine(await stage.describe(name), dockerfile)).toEqual(multiStage.stored);
  });

  test('with neither it is reconstructed: what was lost is said, the rest is right', async () => {
    const name = stage.name('forgotten');
    await stage.buildPlainly(name, multiStage.text, buildArgs);
    await stage.forgetBuilds(name);
    const dockerfile = await stage.recovered(name);
    expect(dockerfile).toMatchObject({ source: 'reconstruction', exactness: 'reconstructed' });
    expect(dockerfile.text.split('\n')).toEqual([
      `FROM ${busybox}`,
      'ARG SIZE=2000',
      'ENV A=1 B="two words"',
      expect.stringContaining('--from'),
      'COPY /built /opt/built',
      'COPY copied /opt/',
      'RUN <<EOF',
      'head -c 3000 /dev/zero > /opt/heredoc',
      'EOF',
      'RUN head -c 777 /dev/zero > /opt/run$SIZE && \\',
      '    true',
      'CMD ["/bin/sh"]',
      '',
    ]);
    const stored = await storedByLine(await stage.describe(name), dockerfile);
    expect(stored.map(([, bytes]) => bytes)).toEqual(multiStage.stored.map(([, bytes]) => bytes));
  });

  test('with mode=min alone the text is lost, and the base is certain', async () => {
    const name = stage.name('min');
    await stage.buildAttested(name, 'min', multiStage.text);
    await stage.forgetBuilds(name);
    const { dockerfile, boundary } = await stage.recover(name);
    expect(dockerfile).toMatchObject({ source: 'reconstruction' });
    expect(dockerfile.rejected.find(({ source }) => source === 'attestation')?.why).toContain('mode=max');
    expect(boundary).toMatchObject({ layers: 1, name: busybox, how: 'provenance', confidence: 'certain' });
  });

  test('two builds of the same file, and a stage of it, are told apart, whatever they are called', async () => {
    const text = `FROM ${busybox} AS one\nARG N\nRUN echo ${run} $N > /n\nFROM one\nRUN echo two > /two\n`;
    const [first, second, target, renamed] = ['first', 'second', 'target', 'renamed'].map((word) => stage.name(word));
    const withN = (n: string): [string, string][] => [['buildargs', JSON.stringify({ N: n })]];
    await stage.buildPlainly(first ?? '', text, withN('1'));
    await stage.buildPlainly(second ?? '', text, withN('2'));
    await stage.buildPlainly(target ?? '', text, [...withN('1'), ['target', 'one']]);
    const [repo = '', tag = ''] = (renamed ?? '').split(':');
    const renaming = await engineRequest(
      engine.host,
      'POST',
      `/images/${first}/tag?${new URLSearchParams({ repo, tag })}`,
    );
    await engineSays(renaming, 'tag');
    expect(await stage.recovered(first ?? '')).toMatchObject({ buildArgs: { N: '1' }, target: null });
    expect(await stage.recovered(second ?? '')).toMatchObject({ buildArgs: { N: '2' }, target: null });
    expect(await stage.recovered(renamed ?? '')).toMatchObject({ buildArgs: { N: '1' }, target: null });
    const ofTarget = await stage.recovered(target ?? '');
    expect(ofTarget).toMatchObject({ buildArgs: { N: '1' }, target: 'one' });
    expect(originsOf(ofTarget)).toEqual(['base', 3]);
  });

  test('a file that was handed over is laid beside the image', async () => {
    const name = stage.name('given');
    await stage.buildPlainly(name, multiStage.text, buildArgs);
    const given = (text: string) => ({ text, filename: 'Dockerfile', buildArgs: {}, target: null });
    expect(await stage.recovered(name, given(multiStage.text))).toMatchObject({ source: 'file', exactness: 'exact' });
    await stage.forgetBuilds(name);
    const same = await stage.recovered(name, given(multiStage.text));
    expect(same).toMatchObject({ source: 'file', exactness: 'agrees', lines: { how: 'history', mismatch: null } });
    expect(await storedByLine(await stage.describe(name), same)).toEqual(multiStage.stored);
    const changed = await stage.recovered(name, given(multiStage.text.replace('c 3000', 'c 4000')));
    expect(changed).toMatchObject({ exactness: 'differs', lines: { mismatch: { fromLine: 13, toLine: 15 } } });
    expect(changed.lines.layers[3]?.kind).toBe('unknown');
    expect((await storedByLine(await stage.describe(name), changed)).map(([line]) => line)).toEqual([11, 12, 16]);
  });

  test('on a base without history lines and layers come together all the same', async () => {
    const [base, name] = [stage.name('silent'), stage.name('on-silent')];
    const layers = [await buildLayer([file('a', `${run} a`)]), await buildLayer([file('b', `${run} b`)])];
    const annotations = { 'org.opencontainers.image.base.name': 'scratch' };
    const image = buildImage(layers, { history: null, manifestPatch: { annotations } });
    await loadImages(engine, [{ image, references: [base] }]);
    stage.listAnew();
    expect((await stage.describe(base)).annotations).toEqual(annotations);
    const text = `FROM ${base}\nENV A=1\nCOPY copied /c\nLABEL n="${run}"\nCOPY copied /d\n`;
    await stage.buildPlainly(name, text);
    const exact = await stage.recovered(name);
    expect(originsOf(exact)).toEqual(['base', 'base', 3, 5]);
    await stage.forgetBuilds(name);
    const { dockerfile, boundary } = await stage.recover(name);
    expect(boundary).toMatchObject({ layers: 2, name: base, how: 'local-image' });
    if (dockerfile.state === 'none') throw new Error(dockerfile.why);
    expect(dockerfile.text).toBe(`FROM ${base}\nENV A=1\nCOPY copied /c\nLABEL n=${run}\nCOPY copied /d\n`);
    expect(originsOf(dockerfile)).toEqual(['base', 'base', 3, 5]);
  });
});
