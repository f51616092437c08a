import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { buildExample } from '../bench/rewrites/build-example.ts';
import type { Analysis, ImageList } from '../src/answers.ts';
import type { ReadyRewrite, RewriteAnswer, WorkingRewrite } from '../src/rewrite-answers.ts';
import type { VerificationJob } from '../src/verify-answers.ts';
import { engineRequest } from './engine-request.ts';
import { busybox, ensureBusybox } from './engines.ts';

/** With a cache that a later line removes: worth rewriting, and a page that tells whether it works. */
export const servedPage = `FROM ${busybox}
WORKDIR /www
COPY page.html ./index.html
RUN dd if=/dev/zero of=/var-cache bs=1M count=3
RUN rm /var-cache
CMD ["httpd", "-f", "-p", "8080", "-h", "/www"]
`;

/** Builds `servedPage` from a folder, with these files in it. */
export async function buildServedPage(host: string, reference: string, folder: string): Promise<void> {
  await ensureBusybox(host);
  await writeFile(join(folder, 'page.html'), 'a page');
  await writeFile(join(folder, 'Dockerfile'), servedPage);
  const image = { reference, folder, dockerfile: servedPage, ignoreFile: null, network: 'none' };
  const built = await buildExample(host, image);
  if (built.state === 'failed') throw new Error(built.why);
}

const settings = { secondsToObserve: 1 };

/** A service that verifies an image of `servedPage`, wherever it runs. */
export abstract class AskedService {
  protected readonly host: string;
  protected readonly image: string;
  analysis = '';
  /** By which the engine's things are known as this service's. */
  owner = '';

  /** @param host of the engine that both use, as DOCKER_HOST has it */
  constructor(host: string, image: string) {
    this.host = host;
    this.image = image;
  }

  /** A request in JSON. @throws where it refuses */
  abstract ask<T>(method: string, url: string, data?: unknown): Promise<T>;

  async analyze(): Promise<void> {
    const { images } = await this.ask<ImageList>('GET', '/images');
    const source = images.find(({ references }) => references.includes(this.image))?.source;
    let analysis = await this.ask<Analysis>('POST', '/analyses', { source });
    while (analysis.outcome.state === 'waiting' || analysis.outcome.state === 'running') {
      analysis = await this.ask('GET', `/analyses/${analysis.id}?since=${analysis.revision}&waitSeconds=20`);
    }
    if (analysis.outcome.state !== 'done') throw new Error(JSON.stringify(analysis.outcome));
    this.analysis = analysis.id;
    this.owner = Object.values(await this.packerLabels())[0]?.split('/')[0] ?? '';
  }

  /** Of a container that packs a folder for it. */
  async packerLabels(): Promise<Record<string, string>> {
    return (await this.ask<{ labels: Record<string, string> }>('POST', '/verifications/packer-labels')).labels;
  }

  /** The Dockerfile in place of the one that made the image. */
  async give(text: string): Promise<void> {
    const project = { kind: 'dockerfile', name: 'Dockerfile', text };
    await this.ask('PUT', `/analyses/${this.analysis}/project`, project);
  }

  /** Until it is there. */
  async rewrite(): Promise<ReadyRewrite> {
    for (;;) {
      const url = `/analyses/${this.analysis}/rewrite?waitSeconds=20`;
      const answer = await this.ask<RewriteAnswer | WorkingRewrite>('GET', url);
      if (answer.state === 'ready') return answer;
      if (answer.state === 'none') throw new Error(answer.why);
    }
  }

  order(more: { context: object }): Promise<VerificationJob> {
    const plain = { analysis: this.analysis, variant: 'tidy', buildNetwork: 'none', settings };
    return this.ask('POST', '/verifications', { ...plain, ...more });
  }

  async watched({ id }: { readonly id: string }, until: (job: VerificationJob) => boolean): Promise<VerificationJob> {
    let job = await this.ask<VerificationJob>('GET', `/verifications/${id}`);
    while (!until(job)) {
      if (hasEnded(job)) throw new Error(`it ended: ${JSON.stringify(job)}`);
      job = await this.ask('GET', `/verifications/${id}?since=${job.revision}&waitSeconds=20`);
    }
    return job;
  }

  ended(job: { readonly id: string }): Promise<VerificationJob> {
    return this.watched(job, hasEnded);
  }

  /** All on the engine that has this service's label. */
  async left(): Promise<string[]> {
    const lists = ['/containers/json?all=1', '/networks', '/volumes', '/images/json?all=1'];
    const texts = await Promise.all(lists.map(async (path) => (await engineRequest(this.host, 'GET', path)).text));
    return texts.flatMap((text, place) => (text.includes(`${this.owner}/`) ? [`${lists[place]}: ${text}`] : []));
  }

  /** Resolves when nothing is left, or after a long time with what is. */
  async leftInTheEnd(): Promise<string[]> {
    for (let tries = 0; tries < 1000; tries++) {
      if ((await this.left()).length === 0) return [];
      await wait(200);
    }
    return this.left();
  }
}

function hasEnded({ outcome }: VerificationJob): boolean {
  return outcome.state !== 'waiting' && outcome.state !== 'running';
}
