import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Built, type BuiltImage, type BuiltIndex, descriptor, fixedDate, sha256, text } from './image-builder.ts';
import { type Content, contentChunks, dir, type Entry, file, symlink, tarChunks } from './tar-writer.ts';

/**
 * Writes built images as archives: OCI archives and layouts (image-spec, image-layout.md), and what `docker save` makes.
 *
 *     const base = await buildLayer([dir('etc/'), file('etc/motd', 'hello')]);
 *     const top = await buildLayer([whiteout('etc/motd')], { compression: 'zstd' });
 *     await writeOciArchive('image.tar', [{ image: buildImage([base, top]), references: ['example:1'] }]);
 */

/** An image or index as an archive lists it. */
export interface Named {
  readonly image: BuiltImage | BuiltIndex;
  /** `repository:tag`; none for a dangling image. */
  readonly references?: readonly string[];
}

/** The files of an archive or layout, by their path in it: to be written as they are, or damaged first. */
export type Files = Map<string, Content>;

/** An OCI layout (image-spec, image-layout.md), named as BuildKit's `oci` exporter does. */
export function ociFiles(images: readonly Named[]): Files {
  const blobs: Files = new Map();
  for (const { image } of images) addBlobs(blobs, image);
  const manifests = images.flatMap(({ image, references = [] }) => {
    if (references.length === 0) return [descriptor(image)];
    return references.map((reference) => ({
      ...descriptor(image),
      annotations: {
        'io.containerd.image.name': `docker.io/${reference.includes('/') ? '' : 'library/'}${reference}`,
        'org.opencontainers.image.created': fixedDate,
        'org.opencontainers.image.ref.name': reference.slice(reference.lastIndexOf(':') + 1),
      },
    }));
  });
  return new Map([
    ...[...blobs].sort(byName),
    ['index.json', text({ schemaVersion: 2, mediaType: 'application/vnd.oci.image.index.v1+json', manifests })],
    ['oci-layout', text({ imageLayoutVersion: '1.0.0' })],
  ]);
}

/** What `docker save` writes since Docker 25: an OCI layout with a `manifest.json` beside. */
export function dockerFiles(images: readonly Named[]): Files {
  const manifest = images.flatMap(({ image, references = [] }) =>
    imagesIn(image).map(({ config, layers }) => ({
      Config: blobPath(config),
      RepoTags: references.length === 0 ? null : references,
      Layers: layers.map(blobPath),
    })),
  );
  const files = ociFiles(images);
  files.set('manifest.json', text(manifest));
  return files;
}

/** Entries of what `docker save` wrote before Docker 25: a folder for each layer, one that repeats is a symlink. */
export function legacyDockerEntries(images: readonly Named[]): Entry[] {
  const written = new Map<string, string>();
  const folders = new Set<string>();
  const entries: Entry[] = [];
  const repositories: Record<string, Record<string, string>> = {};
  const manifest = images.flatMap(({ image, references = [] }) =>
    imagesIn(image).map(({ config, layers }) => {
      let id = '';
      const ids = layers.map((layer, i) => {
        const parent = id;
        id = sha256(`${parent} ${layer.diffId} ${i === layers.length - 1 ? config.digest : ''}`);
        if (folders.has(id)) return id;
        folders.add(id);
        entries.push(dir(`${id}/`), file(`${id}/VERSION`, '1.0'));
        entries.push(file(`${id}/json`, text({ id, ...(parent === '' ? {} : { parent }), os: 'linux' })));
        const before = written.get(layer.diffId);
        entries.push(
          before === undefined
            ? file(`${id}/layer.tar`, layer.tar)
            : symlink(`${id}/layer.tar`, `../${before}/layer.tar`),
        );
        if (before === undefined) written.set(layer.diffId, id);
        return id;
      });
      for (const reference of references) {
        const cut = reference.lastIndexOf(':');
        repositories[reference.slice(0, cut)] = {
          ...repositories[reference.slice(0, cut)],
          [reference.slice(cut + 1)]: id,
        };
      }
      const Config = `${config.digest.slice('sha256:'.length)}.json`;
      entries.push(file(Config, config.content));
      return {
        Config,
        RepoTags: references.length === 0 ? null : references,
        Layers: ids.map((layer) => `${layer}/layer.tar`),
      };
    }),
  );
  entries.push(file('manifest.json', text(manifest)), file('repositories', text(repositories)));
  return entries;
}

export const writeOciArchive = (target: string, images: readonly Named[]) => writeFilesAsTar(target, ociFiles(images));
export const writeDockerArchive = (target: string, images: readonly Named[]) =>
  writeFilesAsTar(target, dockerFiles(images));
export const writeLegacyDockerArchive = (target: string, images: readonly Named[]) =>
  writeTar(target, legacyDockerEntries(images));

export async function writeOciLayout(directory: string, images: readonly Named[]): Promise<void> {
  await writeFilesAsFolder(directory, ociFiles(images));
}

export function writeFilesAsTar(target: string, files: Files): Promise<void> {
  const folders = new Set([...files.keys()].flatMap((name) => parents(name)));
  return writeTar(target, [
    ...[...folders].sort().map((folder) => dir(folder)),
    ...[...files].map(([name, content]) => file(name, content)),
  ]);
}

export async function writeFilesAsFolder(directory: string, files: Files): Promise<void> {
  for (const [name, content] of files) {
    const target = path.join(directory, name);
    await mkdir(path.dirname(target), { recursive: true });
    await pipeline(Readable.from(contentChunks(content)), createWriteStream(target));
  }
}

export async function writeTar(target: string, entries: Iterable<Entry>): Promise<void> {
  await pipeline(Readable.from(tarChunks(entries)), createWriteStream(target));
}

export const blobPath = (of: { readonly digest: string }): string => `blobs/${of.digest.replace(':', '/')}`;

const byName = ([a]: [string, Content], [b]: [string, Content]): number => (a < b ? -1 : 1);

function addBlobs(blobs: Files, built: Built): void {
  blobs.set(blobPath(built), built.content);
  if (built.kind === 'index') {
    for (const child of built.children) addBlobs(blobs, child);
    return;
  }
  for (const part of [built.config, ...built.layers]) blobs.set(blobPath(part), part.content);
}

function imagesIn(built: Built): BuiltImage[] {
  if (built.kind === 'attestation') return [];
  return built.kind === 'image' ? [built] : built.children.flatMap(imagesIn);
}

function parents(name: string): string[] {
  const segments = name.split('/').slice(0, -1);
  return segments.map((_, i) => `${segments.slice(0, i + 1).join('/')}/`);
}
