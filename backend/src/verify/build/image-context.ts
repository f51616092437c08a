import { basename, dirname } from 'node:path/posix';
import { z } from 'zod';
import { decide, noRules, readIgnoreRules, rulesOfPaths } from '../../dockerfile/ignore/ignore-rules.ts';
import type { EngineClient } from '../../engine/client.ts';
import { labelsOf, type Maker } from '../../engine/made-here.ts';
import { Failure } from '../../failure.ts';
import { encodeName } from '../../paths/path-bytes.ts';
import type { AskedPaths } from '../../project/asked-paths.ts';
import { tarEnd, tarHead, tarPadding } from '../../tar/writer.ts';
import type { ContextQuestion, ContextSource } from './context-source.ts';
import type { RecoveredContext } from './recover-context.ts';
import { repacked } from './repacked.ts';

/**
 * A context of what the original image has of it, for where no folder is at hand. It is read out of a container that is
 * never started.
 * @param image the original's ID
 */
export function imageContext(
  client: EngineClient,
  image: string,
  recovered: RecoveredContext,
  maker: Maker,
): ContextSource {
  return async (question, signal) => {
    const wanted = neededFiles(recovered, question);
    const none = wanted.size === 0;
    const container = none ? '' : await createContainer(client, image, maker, signal);
    return {
      archive: archiveOf(client, container, wanted, question, signal),
      report: { kind: none ? 'none' : 'image', files: wanted.size + 1, bytes: null, notes: [] },
    };
  };
}

/**
 * What is needed of the image, by path in the context.
 * @throws Failure `not-supported` where the image does not have all of it
 */
export function neededFiles(
  { files, lost, sources }: RecoveredContext,
  { asked, ignoreFile }: Pick<ContextQuestion, 'asked' | 'ignoreFile'>,
): Map<string, string> {
  const missing = unknownOf(asked, sources);
  if (missing !== null) throw notThere(`of ${missing}, which the Dockerfile asks for, the image does not tell all`);
  const isAsked = askedFilter(asked);
  const ignored = ignoreFile === null ? noRules : (readIgnoreRules(ignoreFile.text).rules ?? noRules);
  const isNeeded = (path: string) => isAsked(path) && !decide(ignored, path).excluded;
  const gone = [...lost].find(([path]) => isNeeded(path));
  if (gone !== undefined) throw notThere(`${gone[1]} is not any more what it was when it was copied`);
  return new Map([...files].filter(([path]) => isNeeded(path)));
}

function notThere(why: string): Failure {
  return new Failure('not-supported', `the context cannot be had from the image: ${why}`, {
    hint: 'Choose the folder of the project.',
  });
}

/** What is asked for of which it is not known what it had. */
function unknownOf(asked: AskedPaths, sources: readonly string[]): string | null {
  if (asked.how === 'nothing' || sources.includes('')) return null;
  if (asked.how !== 'paths') return 'all';
  const isKnown = (path: string) => sources.some((source) => path === source || path.startsWith(`${source}/`));
  return asked.paths.find((path) => !isKnown(path)) ?? null;
}

function askedFilter(asked: AskedPaths): (path: string) => boolean {
  if (asked.how === 'nothing') return () => false;
  const rules = asked.how === 'paths' ? rulesOfPaths(asked.paths) : null;
  return rules === null ? () => true : (path) => decide(rules, path).excluded;
}

const createdSchema = z.object({ Id: z.string() });

async function createContainer(
  client: EngineClient,
  image: string,
  maker: Maker,
  signal: AbortSignal,
): Promise<string> {
  // Some images name no command, and a container must have one.
  const spec = { Image: image, Cmd: ['none'], Labels: labelsOf(maker), HostConfig: { NetworkMode: 'none' } };
  const options = { method: 'POST', sends: spec, absent: 'image-not-found' } as const;
  return (await client.json('/containers/create', createdSchema, signal, options)).Id;
}

async function* archiveOf(
  client: EngineClient,
  container: string,
  wanted: ReadonlyMap<string, string>,
  { dockerfile }: ContextQuestion,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  yield textEntry(dockerfile.path, dockerfile.text);
  const placesOf = new Map<string, string[]>();
  for (const [place, path] of wanted)
    if (place !== dockerfile.path) placesOf.set(path, [...(placesOf.get(path) ?? []), place]);
  const left = new Set(placesOf.keys());
  const folders = foldersOf(wanted);
  for (const top of topsOf([...wanted])) {
    const query = { path: top };
    const body = await client.stream(`/containers/${container}/archive`, signal, { query });
    const folder = top.slice(0, top.lastIndexOf('/') + 1);
    yield* repacked(body, (name) => {
      const path = `${folder}${name}`;
      const place = folders.get(path);
      if (place !== undefined) return [place];
      return left.delete(path) ? (placesOf.get(path) ?? []) : [];
    });
  }
  const [first] = left;
  if (first !== undefined) throw notThere(`${first} could not be read`);
  yield tarEnd;
}

function textEntry(path: string, text: string): Buffer {
  const content = Buffer.from(text);
  // Without fractions, so that the first entry is a plain one: by that BuildKit knows an archive.
  const mtime = BigInt(Math.floor(Date.now() / 1000)) * 1_000_000_000n;
  const entry = { type: 'file', path: encodeName(path), link: new Uint8Array(), mode: 0o644, mtime } as const;
  return Buffer.concat([tarHead({ ...entry, size: content.length }), content, tarPadding(content.length)]);
}

/** Folders that were copied with what is in them, by their path in the image. */
function foldersOf(wanted: ReadonlyMap<string, string>): Map<string, string> {
  const folders = new Map<string, string>();
  for (const [place, path] of wanted) {
    let [inContext, inImage] = [dirname(place), dirname(path)];
    while (inContext !== '.' && basename(inContext) === basename(inImage) && !folders.has(inImage)) {
      folders.set(inImage, inContext);
      [inContext, inImage] = [dirname(inContext), dirname(inImage)];
    }
  }
  return folders;
}

/** As few paths as hold all that is wanted, and little else: what both paths end with alike was copied as it was. */
function topsOf(wanted: readonly (readonly [string, string])[]): string[] {
  const tops = new Set<string>();
  for (const [place, path] of wanted) {
    const segments = place.split('/').reverse();
    const names = path.split('/').reverse();
    const alike = segments.findIndex((segment, i) => segment !== names[i]);
    const kept = Math.max(1, alike === -1 ? segments.length : alike);
    tops.add(
      names
        .slice(kept - 1)
        .reverse()
        .join('/'),
    );
  }
  return [...tops].filter((top) => ![...tops].some((other) => top.startsWith(`${other}/`))).sort();
}
