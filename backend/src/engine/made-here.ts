import { z } from 'zod';
import { Failure } from '../failure.ts';
import type { EngineClient } from './client.ts';

/**
 * What is made on the engine for a verification is known by its labels, so that it is found again after a crash.
 * Containers inherit the labels of their images, and images those of their bases: so images have another label than the
 * rest, and count only under the name that was given to them here.
 */
const label = 'io.aligera.verification';
const imageLabel = 'io.aligera.verification.image';

/** A verification, and who carries it out: `service`, or one run of the command line. */
export interface Maker {
  readonly owner: string;
  /** When it began, in milliseconds since 1970: an image from the build cache has the date of its first build. */
  readonly startedAt: number;
  readonly verification: string;
}

/** Of containers, networks and volumes. */
export function labelsOf(maker: Maker): Record<string, string> {
  return { [label]: spell(maker) };
}

/** Of images. */
export function imageLabelsOf(maker: Maker): Record<string, string> {
  return { [imageLabel]: spell(maker) };
}

/** @param name what is built: a word in small letters */
export function imageNameOf(name: string, { verification }: Maker): string {
  return `aligera/${name}:verify-${verification}`;
}

const ownName = /^aligera\/[^:/]+:verify-/;

function spell({ owner, startedAt, verification }: Maker): string {
  return `${owner}/${startedAt}/${verification}`;
}

export interface MadeThing {
  readonly kind: 'container' | 'network' | 'volume' | 'image';
  /** By which it is removed: an ID, a volume's name, an image's reference or, where it has none, its ID. */
  readonly name: string;
  readonly maker: Maker;
}

const labelsSchema = z.record(z.string(), z.string()).nullish();
type Labels = z.infer<typeof labelsSchema>;
const containersSchema = z.array(z.object({ Id: z.string(), Labels: labelsSchema }));
const networksSchema = z.array(z.object({ Id: z.string(), Labels: labelsSchema }));
const volumesSchema = z.object({
  Volumes: z.array(z.object({ Name: z.string(), Labels: labelsSchema })).nullish(),
});
const imagesSchema = z.array(
  z.object({ Id: z.string(), RepoTags: z.array(z.string()).nullish(), Labels: labelsSchema }),
);

/**
 * All that verifications made and that is still there, in the order in which it can be removed.
 * @throws Failure those of the connection
 */
export async function listMade(client: EngineClient, signal: AbortSignal): Promise<MadeThing[]> {
  const labelled = (name: string) => ({ query: { filters: JSON.stringify({ label: [name] }) } });
  const all = { query: { ...labelled(label).query, all: '1' } };
  const [containers, networks, { Volumes: volumes }, images] = await Promise.all([
    client.json('/containers/json', containersSchema, signal, all),
    client.json('/networks', networksSchema, signal, labelled(label)),
    client.json('/volumes', volumesSchema, signal, labelled(label)),
    client.json('/images/json', imagesSchema, signal, labelled(imageLabel)),
  ]);
  return [
    ...containers.map((one) => made('container', one.Id, one.Labels?.[label])),
    ...networks.map((one) => made('network', one.Id, one.Labels?.[label])),
    ...(volumes ?? []).map((one) => made('volume', one.Name, one.Labels?.[label])),
    ...images.flatMap(({ Id, RepoTags, Labels }) =>
      namesHere(Id, RepoTags ?? []).map((name) => made('image', name, Labels?.[imageLabel])),
    ),
  ].filter((thing) => thing !== null);
}

/** An image that a person gave a name of their own loses ours alone. */
function namesHere(id: string, references: readonly string[]): string[] {
  const named = realNames(references);
  return named.length === 0 ? [id] : named.filter((reference) => ownName.test(reference));
}

function realNames(references: readonly string[]): string[] {
  return references.filter((reference) => reference !== '<none>:<none>');
}

/** Whether an image is a verification's alone: none that a person gave a name, or built on one that was labelled. */
export function isMadeHere(references: readonly string[], labels: Labels): boolean {
  return makerIn(labels?.[imageLabel]) !== null && realNames(references).every((name) => ownName.test(name));
}

function made(kind: MadeThing['kind'], name: string, spelled: string | undefined): MadeThing | null {
  const maker = makerIn(spelled);
  return maker === null ? null : { kind, name, maker };
}

function makerIn(spelled: string | undefined): Maker | null {
  const [, owner, startedAt, verification] = /^([^/]+)\/(\d+)\/(.+)$/s.exec(spelled ?? '') ?? [];
  if (owner === undefined || verification === undefined) return null;
  return { owner, startedAt: Number(startedAt), verification };
}

const inspectedSchema = z.object({ Id: z.string(), Config: z.object({ Labels: labelsSchema }) });

/**
 * A container that was made for a verification, by any part of its ID.
 * @returns null where it is not there, or was made by somebody else
 */
export async function madeContainer(client: EngineClient, id: string, signal: AbortSignal): Promise<MadeThing | null> {
  try {
    const { Id, Config } = await client.json(`/containers/${encodeURIComponent(id)}/json`, inspectedSchema, signal);
    return made('container', Id, Config.Labels?.[label]);
  } catch (error) {
    if (error instanceof Failure && error.code === 'not-found') return null;
    throw error;
  }
}

/** Longer than any verification takes. */
const hoursAtMost = 12;

/**
 * What nobody works with any more when `owner` starts: what it made itself, and what others made and forgot.
 * @param now milliseconds since 1970
 */
export function leftBehind(things: readonly MadeThing[], owner: string, now: number): MadeThing[] {
  return things.filter(({ maker }) => maker.owner === owner || now - maker.startedAt > hoursAtMost * 3_600_000);
}

export interface Kept {
  readonly thing: MadeThing;
  readonly why: string;
}

/**
 * Removes what was made.
 * @param things as `listMade` has them
 * @returns what the engine did not let go, as an image that a person's own container uses
 * @throws Failure those of the connection
 */
export async function removeMade(
  client: EngineClient,
  things: readonly MadeThing[],
  signal: AbortSignal,
): Promise<Kept[]> {
  const kept: Kept[] = [];
  for (const thing of things) {
    try {
      await client.act(pathOf(thing), signal, { method: 'DELETE', query: thing.kind === 'container' ? forced : {} });
    } catch (error) {
      if (!(error instanceof Failure) || (error.code !== 'not-found' && error.code !== 'engine-error')) throw error;
      if (error.code === 'engine-error') kept.push({ thing, why: error.message });
    }
  }
  return kept;
}

/** Also where it runs, and with the volumes that it alone has. */
const forced = { force: '1', v: '1' };

function pathOf({ kind, name }: MadeThing): string {
  // The engine takes the slashes of an image's name as they are.
  return `/${kind}s/${kind === 'image' ? name : encodeURIComponent(name)}`;
}
