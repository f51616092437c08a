import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { type RunningService, startService } from '../../docker-extension/host/service-process.ts';
import { askService } from '../../docker-extension/host/service-socket.ts';
import { buildExample } from '../bench/rewrites/build-example.ts';
import type { Analysis, ImageList } from '../src/answers.ts';
import type { ReadyRewrite, RewriteAnswer, WorkingRewrite } from '../src/rewrite-answers.ts';
import type { VerificationJob, VerifyStep } from '../src/verify-answers.ts';
import { engineRequest } from './engine-request.ts';
import { busybox, ensureBusybox, type TestEngine } from './engines.ts';
import { Relay } from './relay.ts';

/** With a cache that a later line removes: worth rewriting, and a page that tells whether it works. */
export const servedPage = `FROM ${busybox}
WORKDIR /www
COPY page.html ./index.html
RUN dd if=/dev/zero of=/var-cache bs=1M count=3
RUN rm /var-cache
CMD ["httpd", "-f", "-p", "8080", "-h", "/www"]
`;

const settings = { secondsToObserve: 1 };

/** The service in a process of its own, at an engine with an image that it has analyzed, and the image's folder. */
export class VerifyingService {
  readonly #engine: TestEngine;
  readonly #image: string;
  readonly folder: string;
  readonly data: string;
  service: RunningService;
  analysis = '';
  /** By which the engine's things are known as this service's. */
  owner = '';

  /** Between the service and its engine. */
  readonly relay: Relay;

  private constructor(engine: TestEngine, folder: string, relay: Relay, service: RunningService) {
    this.#engine = engine;
    this.relay = relay;
    this.#image = imageOf(engine);
    this.folder = folder;
    this.data = join(folder, 'data');
    this.service = service;
  }

  static async start(engine: TestEngine): Promise<VerifyingService> {
    const folder = await mkdtemp(join(tmpdir(), 'aligera-verifying-'));
    await ensureBusybox(engine.host);
    await writeFile(join(folder, 'page.html'), 'a page');
    await writeFile(join(folder, 'Dockerfile'), servedPage);
    const image = { reference: imageOf(engine), folder, dockerfile: servedPage, ignoreFile: null, network: 'none' };
    const built = await buildExample(engine.host, image);
    if (built.state === 'failed') throw new Error(built.why);
    const data = join(folder, 'data');
    const relay = await Relay.start(engine.host);
    const service = await startService({ data, samples: null, dockerHost: relay.host });
    const stage = new VerifyingService(engine, folder, relay, service);
    await stage.analyze();
    return stage;
  }

  /** Again, with what it kept. */
  async restart(): Promise<void> {
    await this.service.close();
    this.service = await startService({ data: this.data, samples: null, dockerHost: this.relay.host });
  }

  async close(): Promise<void> {
    await this.service.close();
    await this.relay.stop();
    await rm(this.folder, { recursive: true });
    await engineRequest(this.#engine.host, 'DELETE', `/images/${this.#image}`);
  }

  async ask<T>(method: string, url: string, data?: unknown): Promise<T> {
    const { status, body } = await askService(this.service.socket, { method, url, data });
    if (status !== 200) throw new Error(`${status} ${body}`);
    return JSON.parse(body);
  }

  async analyze(): Promise<void> {
    const { images } = await this.ask<ImageList>('GET', '/images');
    const source = images.find(({ references }) => references.includes(this.#image))?.source;
    let analysis = await this.ask<Analysis>('POST', '/analyses', { source });
    while (analysis.outcome.state === 'waiting' || analysis.outcome.state === 'running') {
      analysis = await this.ask('GET', `/analyses/${analysis.id}?since=${analysis.revision}&waitSeconds=20`);
    }
    if (analysis.outcome.state !== 'done') throw new Error(JSON.stringify(analysis.outcome));
    this.analysis = analysis.id;
    const { labels } = await this.ask<{ labels: Record<string, string> }>('POST', '/verifications/packer-labels');
    this.owner = Object.values(labels)[0]?.split('/')[0] ?? '';
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

  /** From the folder, unless it is said otherwise. */
  order(more: object = {}): Promise<VerificationJob> {
    const context = { kind: 'folder', path: this.folder };
    const plain = { analysis: this.analysis, variant: 'tidy', buildNetwork: 'none', settings, context };
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
    const texts = await Promise.all(
      lists.map(async (path) => (await engineRequest(this.#engine.host, 'GET', path)).text),
    );
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

function imageOf({ name }: TestEngine): string {
  return `aligera-test/verifying-${name}:latest`;
}

function hasEnded({ outcome }: VerificationJob): boolean {
  return outcome.state !== 'waiting' && outcome.state !== 'running';
}

export function stepOf({ outcome }: VerificationJob): VerifyStep | null {
  return outcome.state === 'running' ? outcome.step : null;
}

/** Whether its build is at the line that this is in. */
export function isBuilding(job: VerificationJob, text: string): boolean {
  const step = stepOf(job);
  return (
    step?.phase === 'build' && step.build.steps.some(({ name, state }) => name.includes(text) && state === 'running')
  );
}

const commandLine = z.string().transform((text) => text.split('\0').join(' ').trim());

/** Whether a program runs on this machine, as those of an engine's builds here do. */
export async function isRunningHere(command: string): Promise<boolean> {
  const processes = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(
    processes.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').then(commandLine.parse, () => '')),
  );
  return lines.some((line) => line.endsWith(command));
}
