import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  ociFiles,
  writeDockerArchive,
  writeFilesAsTar,
  writeLegacyDockerArchive,
  writeOciArchive,
  writeOciLayout,
} from '../../../testing/archive-builder.ts';
import {
  type BuiltImage,
  buildAttestation,
  buildImage,
  buildIndex,
  buildLayer,
} from '../../../testing/image-builder.ts';
import { file } from '../../../testing/tar-writer.ts';
import { openArchive } from './open-archive.ts';

const never = new AbortController().signal;
const slsa = 'https://slsa.dev/provenance/v0.2';
let folder: string;
let amd64: BuiltImage;
let arm64: BuiltImage;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aligera-provenance-'));
  amd64 = buildImage([await buildLayer([file('a', 'amd64')])]);
  arm64 = buildImage([await buildLayer([file('a', 'arm64')])], { platform: { os: 'linux', architecture: 'arm64' } });
});
afterAll(() => rm(folder, { recursive: true }));

const statementOf = (predicate: string) => ({ _type: '', predicateType: slsa, subject: [], predicate });
const attested = () =>
  buildIndex([
    amd64,
    arm64,
    buildAttestation(amd64, [statementOf('of amd64')]),
    buildAttestation(arm64, [statementOf('of arm64')]),
  ]);

async function provenance(path: string, platform: string): Promise<unknown> {
  const archive = await openArchive(path, { signal: never });
  try {
    const found = await archive.provenance(await archive.describe(0, platform, never), never);
    return 'why' in found ? found.why : found.map(({ statement }) => JSON.parse(statement.toString('utf8')).predicate);
  } finally {
    await archive.close();
  }
}

test.each([
  ['an OCI archive', 'oci.tar', writeOciArchive],
  ['what docker save writes', 'docker.tar', writeDockerArchive],
  ['an OCI layout', 'layout', writeOciLayout],
])('%s holds the provenance of each platform', async (_, name, write) => {
  const path = join(folder, name);
  await write(path, [{ image: attested(), references: ['example:1', 'example:2'] }]);
  expect(await provenance(path, 'linux/amd64')).toEqual(['of amd64']);
  expect(await provenance(path, 'linux/arm64')).toEqual(['of arm64']);
});

test('annotations of the manifest are told with the image', async () => {
  const path = join(folder, 'annotated.tar');
  const annotations = { 'org.opencontainers.image.base.name': 'docker.io/library/debian:13' };
  const image = buildImage([await buildLayer([file('a', 'annotated')])], { manifestPatch: { annotations } });
  await writeOciArchive(path, [{ image }]);
  const archive = await openArchive(path, { signal: never });
  expect((await archive.describe(0, undefined, never)).annotations).toEqual(annotations);
  await archive.close();
});

test('what older versions of docker save write holds none', async () => {
  const path = join(folder, 'legacy.tar');
  await writeLegacyDockerArchive(path, [{ image: amd64 }]);
  expect(await provenance(path, 'linux/amd64')).toMatch(/holds no attestations/);
});

test('an attestation whose bytes were changed is not read', async () => {
  const path = join(folder, 'changed.tar');
  const files = ociFiles([{ image: attested() }]);
  for (const [name, content] of files) {
    if (content instanceof Uint8Array && Buffer.from(content).includes('of amd64')) files.set(name, 'changed');
  }
  await writeFilesAsTar(path, files);
  expect(await provenance(path, 'linux/amd64')).toMatch(/is not here/);
  expect(await provenance(path, 'linux/arm64')).toEqual(['of arm64']);
});
