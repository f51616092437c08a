import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { type RunningService, startService } from '../../docker-extension/host/service-process.ts';
import { askService } from '../../docker-extension/host/service-socket.ts';
import type { VerificationJob, VerifyStep } from '../src/verify-answers.ts';
import { AskedService, buildServedPage } from './asked-service.ts';
import { engineRequest } from './engine-request.ts';
import type { TestEngine } from './engines.ts';
import { Relay } from './relay.ts';

/** The service in a process of its own, at an engine with an image that it has analyzed, and the image's folder. */
export class VerifyingService extends AskedService {
  readonly folder: string;
  readonly data: string;
  service: RunningService;
  /** Between the service and its engine. */
  readonly relay: Relay;

  private constructor(engine: TestEngine, folder: string, relay: Relay, service: RunningService) {
    super(engine.host, imageOf(engine));
    this.relay = relay;
    this.folder = folder;
    this.data = join(folder, 'data');
    this.service = service;
  }

  static async start(engine: TestEngine): Promise<VerifyingService> {
    const folder = await mkdtemp(join(tmpdir(), 'aligera-verifying-'));
    await buildServedPage(engine.host, imageOf(engine), folder);
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
    await engineRequest(this.host, 'DELETE', `/images/${this.image}`);
  }

  override async ask<T>(method: string, url: string, data?: unknown): Promise<T> {
    const { status, body } = await askService(this.service.socket, { method, url, data });
    if (status !== 200) throw new Error(`${status} ${body}`);
    return JSON.parse(body);
  }

  /** From the folder, unless it is said otherwise. */
  override order(more: object = {}): Promise<VerificationJob> {
    return super.order({ context: { kind: 'folder', path: this.folder }, ...more });
  }
}

function imageOf({ name }: TestEngine): string {
  return `aligera-test/verifying-${name}:latest`;
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
