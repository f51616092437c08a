import type { Cause, Change, ImageSource, Scope, TreemapNode } from '@aligera/backend/src/answers.ts';
import type { Api } from '@aligera/backend/src/api/service.ts';
import type { PackageManager, PackageTreemapNode } from '@aligera/backend/src/inspection-answers.ts';
import type { HandedOver } from '@aligera/backend/src/project/handed-over.ts';
import type { VariantName } from '@aligera/backend/src/rewrite-answers.ts';
import { hc, type InferRequestType } from 'hono/client';
import { serviceOrigin } from './desktop-fetch.ts';
import { isRecord, reportedFailure, ServiceFailure } from './service-failure.ts';

export type TreeSort = 'bytes' | 'name' | 'mode' | 'owner' | 'mtime';

/** What part of the image a file list is about. */
export interface TreeView {
  readonly layer: number;
  readonly scope: Scope;
  readonly show: readonly Change[];
}

export interface TreeOrder {
  readonly sort: TreeSort;
  readonly direction: 'asc' | 'desc';
}

export interface Page {
  readonly offset: number;
  readonly limit: number;
}

export interface ReclaimableFilter {
  readonly cause: Cause | null;
  readonly storedIn: number | null;
  readonly supersededIn: number | null;
}

export const packageSorts = ['bytes', 'name', 'manager', 'layer', 'neededBy'] as const;

export interface PackageOrder {
  readonly sort: (typeof packageSorts)[number];
  readonly direction: 'asc' | 'desc';
}

export interface PackageFilter {
  readonly manager: PackageManager | null;
  readonly name: string;
  readonly inherited: boolean | null;
}

/** What is asked of a verification; what is not said is the service's own choice. */
export type AskedVerification = InferRequestType<ReturnType<typeof hc<Api>>['verifications']['$post']>['json'];

const longPollSeconds = '20';
/** Short, so that it can be told what is done meanwhile. */
const rewriteWaitSeconds = '2';

/** The service's routes as functions. Each throws a ServiceFailure. */
export function createService(fetch: typeof globalThis.fetch) {
  const { health, rules, images, analyses, archives, verifications } = hc<Api>(serviceOrigin, { fetch });
  const one = analyses[':id'];
  const archive = archives[':archive'];
  const verification = verifications[':id'];
  const param = (id: string) => ({ id: encodeURIComponent(id) });

  return {
    health: () => answer(health.$get()),
    /** All rules that there are. */
    rules: () => answer(rules.$get()),
    images: () => answer(images.$get()),
    /** Answers when the list is no longer at that revision, or after 20 s. */
    imageChanges: (since: number) =>
      answer(images.changes.$get({ query: { since: String(since), waitSeconds: longPollSeconds } })),
    startAnalysis: (source: ImageSource) => answer(analyses.$post({ json: { source } })),
    /** With `since` answers when the analysis is no longer at that revision, or after 20 s. */
    analysis: (id: string, since: number | null) => {
      const query = since === null ? {} : { since: String(since), waitSeconds: longPollSeconds };
      return answer(one.$get({ param: param(id), query }));
    },
    cancelAnalysis: (id: string) => answer(one.$delete({ param: param(id) })),
    treeLevel: (id: string, path: string, view: TreeView, order: TreeOrder, page: Page) =>
      answer(
        one.tree.$get({
          param: param(id),
          query: { path: pathText(path), ...viewQuery(view), ...order, ...pageQuery(page) },
        }),
      ),
    search: (id: string, glob: string, view: TreeView, page: Page) =>
      answer(one.search.$get({ param: param(id), query: { glob, ...viewQuery(view), ...pageQuery(page) } })),
    history: (id: string, path: string) =>
      answer(one.history.$get({ param: param(id), query: { path: pathText(path) } })),
    reclaimable: (id: string, filter: ReclaimableFilter, page: Page) =>
      answer(one.reclaimable.$get({ param: param(id), query: { ...filterQuery(filter), ...pageQuery(page) } })),
    duplicates: (id: string, page: Page) => answer(one.duplicates.$get({ param: param(id), query: pageQuery(page) })),
    treemap: async (id: string, path: string, depth: number, limit: number): Promise<TreemapNode> => {
      const query = { path: pathText(path), depth: String(depth), limit: String(limit) };
      const root: unknown = await answer(one.treemap.$get({ param: param(id), query }));
      // hono's client forgets the type of what holds itself.
      if (!isTreemapNode(root)) throw new TypeError('the treemap has a node that is none');
      return root;
    },
    dockerfile: (id: string) => answer(one.dockerfile.$get({ param: param(id) })),
    /** Answers after some seconds at the latest, then with what is done meanwhile. */
    rewrite: (id: string, dropped: readonly string[]) =>
      answer(
        one.rewrite.$get({
          param: param(id),
          query: { dropped: dropped.join(','), waitSeconds: rewriteWaitSeconds },
        }),
      ),
    project: (id: string) => answer(one.project.$get({ param: param(id) })),
    giveProject: (id: string, project: HandedOver) => answer(one.project.$put({ param: param(id), json: project })),
    forgetProject: (id: string) => answer(one.project.$delete({ param: param(id) })),
    projectSizes: (id: string) => answer(one.project.sizes.$get({ param: param(id) })),
    landed: (id: string, page: Page) => answer(one.project.landed.$get({ param: param(id), query: pageQuery(page) })),
    inspection: (id: string) => answer(one.inspection.$get({ param: param(id) })),
    packages: (id: string, filter: PackageFilter, order: PackageOrder, page: Page) =>
      answer(one.packages.$get({ param: param(id), query: { ...packageQuery(filter), ...order, ...pageQuery(page) } })),
    packageTreemap: async (id: string, limit: number): Promise<PackageTreemapNode> => {
      const root: unknown = await answer(
        one['package-treemap'].$get({ param: param(id), query: { limit: String(limit) } }),
      );
      // As above.
      if (!isPackageNode(root)) throw new TypeError('the treemap has a node that is none');
      return root;
    },
    findingFiles: (id: string, finding: string, page: Page) =>
      answer(one['finding-files'].$get({ param: param(id), query: { finding, ...pageQuery(page) } })),
    fileText: (id: string, path: string, layer: number | null) =>
      answer(one['file-text'].$get({ param: param(id), query: { path: pathText(path), ...layerQuery(layer) } })),
    filePiece: (id: string, path: string, layer: number | null, offset: number) =>
      answer(
        one['file-piece'].$get({
          param: param(id),
          query: { path: pathText(path), ...layerQuery(layer), offset: String(offset) },
        }),
      ),
    startUpload: (name: string, size: number) => answer(archives.$post({ json: { name, size } })),
    uploadChunk: (id: string, offset: number, data: string) =>
      answer(archive.chunks.$post({ param: { archive: id }, json: { offset, data } })),
    finishUpload: (id: string) => answer(archive.finish.$post({ param: { archive: id } })),
    removeArchive: (id: string) => answer(archive.$delete({ param: { archive: id } })),
    verificationPlan: (analysis: string, variant: VariantName, dropped: readonly string[]) =>
      answer(verifications.plan.$get({ query: { analysis, variant, dropped: dropped.join(',') } })),
    verifications: (analysis: string) => answer(verifications.$get({ query: { analysis } })),
    /** For the container that packs a project's folder, so that the service finds it again. */
    packerLabels: async () => (await answer(verifications['packer-labels'].$post())).labels,
    startVerification: (asked: AskedVerification) => answer(verifications.$post({ json: asked })),
    /** Answers when it is no longer at that revision, or after 20 s. */
    verification: (id: string, since: number) =>
      answer(verification.$get({ param: param(id), query: { since: String(since), waitSeconds: longPollSeconds } })),
    cancelVerification: (id: string) => answer(verification.$delete({ param: param(id) })),
  };
}

export type Service = ReturnType<typeof createService>;

async function answer<Body>(
  asked: Promise<{ ok: boolean; status: number; text: () => Promise<string>; json: () => Promise<Body> }>,
): Promise<Body> {
  const response = await asked;
  if (!response.ok) throw failureOf(response.status, await response.text());
  return response.json();
}

function isTreemapNode(value: unknown): value is TreemapNode {
  return (
    isRecord(value) &&
    typeof value.path === 'string' &&
    typeof value.bytes === 'number' &&
    Array.isArray(value.children) &&
    value.children.every(isTreemapNode)
  );
}

function isPackageNode(value: unknown): value is PackageTreemapNode {
  return (
    isRecord(value) &&
    typeof value.name === 'string' &&
    typeof value.bytes === 'number' &&
    Array.isArray(value.children) &&
    value.children.every(isPackageNode)
  );
}

function packageQuery({ manager, name, inherited }: PackageFilter) {
  return {
    ...(manager !== null && { manager }),
    ...(name !== '' && { name }),
    ...(inherited !== null && { inherited: inherited ? ('true' as const) : ('false' as const) }),
  };
}

function layerQuery(layer: number | null) {
  return layer === null ? {} : { layer: String(layer) };
}

function viewQuery({ layer, scope, show }: TreeView) {
  return { layer: String(layer), scope, show: show.join(',') };
}

function pageQuery({ offset, limit }: Page) {
  return { offset: String(offset), limit: String(limit) };
}

function filterQuery({ cause, storedIn, supersededIn }: ReclaimableFilter) {
  return {
    ...(cause !== null && { cause }),
    ...(storedIn !== null && { storedIn: String(storedIn) }),
    ...(supersededIn !== null && { supersededIn: String(supersededIn) }),
  };
}

/**
 * A path as a query can carry it. Bytes that are not UTF-8 are lone surrogates in a path (PEP 383), which URLs cannot
 * hold: such a path is written as a JSON string. It cannot be mistaken, as paths begin with a slash.
 */
function pathText(path: string): string {
  return path.isWellFormed() ? path : JSON.stringify(path);
}

function failureOf(status: number, body: string): ServiceFailure {
  const report = reportedFailure(body);
  if (report) return new ServiceFailure(report);
  return new ServiceFailure({
    code: 'service-broken',
    message: `The Aligera service answered with status ${status} and no reason.`,
    hint: 'This is a bug. The log of the extension’s container tells more.',
  });
}
