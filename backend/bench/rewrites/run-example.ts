import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { engineRequest, engineSays } from '../../testing/engine-request.ts';
import { outputOf } from '../../testing/run-in-image.ts';
import type { ExampleRequest, ProgramRun, ServiceRun } from './examples.ts';

export type RunOutcome =
  | { readonly state: 'works' }
  /** `log` is what the container printed. */
  | { readonly state: 'fails'; readonly why: string; readonly log: string };

const secondsToStart = 120;
const secondsToAnswer = 20;

/** Runs a container of an image as `docker run` would, checks that it does what the example says, and removes it. */
export async function runExample(host: string, image: string, run: ServiceRun | ProgramRun): Promise<RunOutcome> {
  const container = await Container.create(host, containerOf(host, image, run));
  try {
    await container.start();
    if ('port' in run) await checkService(container, run);
    else await checkProgram(container, run);
    return { state: 'works' };
  } catch (error) {
    if (!(error instanceof CheckFailed)) throw error;
    const { out, error: complaints } = await container.output();
    return { state: 'fails', why: error.message, log: `${out}${complaints}` };
  } finally {
    await container.remove();
  }
}

/** The container does not do what it should; anything else that is thrown is the engine's or this program's fault. */
class CheckFailed extends Error {}

function containerOf(host: string, image: string, run: ServiceRun | ProgramRun): object {
  const env = Object.entries(run.env).map(([name, value]) => `${name}=${value}`);
  const common = { Image: image, Env: env, ...(run.args === undefined ? {} : { Cmd: run.args }) };
  if (!('port' in run)) return { ...common, HostConfig: { NetworkMode: 'none' } };
  const port = `${run.port}/tcp`;
  // Any free port; of an engine on this machine only for this machine.
  const published = { HostIp: host.startsWith('unix:') ? '127.0.0.1' : '', HostPort: '' };
  return { ...common, ExposedPorts: { [port]: {} }, HostConfig: { PortBindings: { [port]: [published] } } };
}

async function checkProgram(container: Container, { exitCode, stdout }: ProgramRun): Promise<void> {
  const code = await container.ended();
  if (code !== exitCode) throw new CheckFailed(`it exited with ${code}, not ${exitCode}`);
  const { out } = await container.output();
  for (const text of stdout) if (!out.includes(text)) throw new CheckFailed(`it did not print ${JSON.stringify(text)}`);
}

async function checkService(container: Container, { port, requests, becomesHealthy }: ServiceRun): Promise<void> {
  const address = await container.address(port);
  await firstAnswer(container, address);
  for (const request of requests) await check(address, request);
  if (becomesHealthy) await container.healthy();
  if (!(await container.state()).Running) throw new CheckFailed('it ended after it had answered');
}

/** Waits until anything at all answers: a port that is published takes connections before its container does. */
async function firstAnswer(container: Container, address: string): Promise<void> {
  for (const deadline = performance.now() + 1000 * secondsToStart; performance.now() < deadline; await pause(200)) {
    const { Running, ExitCode } = await container.state();
    if (!Running) throw new CheckFailed(`it exited with ${ExitCode} instead of serving`);
    const answered = await fetch(`${address}/`, { signal: AbortSignal.timeout(1000 * secondsToAnswer) }).catch(
      () => null,
    );
    await answered?.body?.cancel();
    if (answered !== null) return;
  }
  throw new CheckFailed(`nothing answered within ${secondsToStart} seconds`);
}

async function check(address: string, request: ExampleRequest): Promise<void> {
  const { method, path, json, text, status, contains } = request;
  const what = `${method} ${path}`;
  const body = json === undefined ? text : JSON.stringify(json);
  const answer = await fetch(`${address}${path}`, {
    method,
    signal: AbortSignal.timeout(1000 * secondsToAnswer),
    headers: { 'content-type': json === undefined ? 'text/plain' : 'application/json' },
    ...(body === undefined ? {} : { body }),
  }).catch((error: Error) => {
    throw new CheckFailed(`${what}: ${error.message}`);
  });
  const got = await answer.text();
  if (answer.status !== status) throw new CheckFailed(`${what}: ${answer.status}, not ${status}: ${got.slice(0, 300)}`);
  const lacking = contains.find((one) => !got.includes(one));
  if (lacking !== undefined) throw new CheckFailed(`${what}: no ${JSON.stringify(lacking)} in ${got.slice(0, 300)}`);
}

const createdSchema = z.object({ Id: z.string() });
const inspectSchema = z.object({
  State: z.object({
    Running: z.boolean(),
    ExitCode: z.number(),
    Health: z.object({ Status: z.string() }).nullish(),
  }),
  NetworkSettings: z.object({
    Ports: z.record(z.string(), z.array(z.object({ HostPort: z.string() })).nullable()).nullish(),
  }),
});

class Container {
  readonly #host: string;
  readonly #id: string;

  private constructor(host: string, id: string) {
    this.#host = host;
    this.#id = id;
  }

  static async create(host: string, config: object): Promise<Container> {
    const answer = await engineRequest(host, 'POST', '/containers/create', {
      body: JSON.stringify(config),
      type: 'application/json',
    });
    await engineSays(answer, 'create a container');
    return new Container(host, createdSchema.parse(JSON.parse(answer.text)).Id);
  }

  /** @throws CheckFailed where its program cannot be started, as there is none in the image */
  async start(): Promise<void> {
    const { status, text } = await engineRequest(this.#host, 'POST', `/containers/${this.#id}/start`);
    if (status >= 400)
      throw new CheckFailed(`it does not start: ${z.object({ message: z.string() }).parse(JSON.parse(text)).message}`);
  }

  async state() {
    return (await this.#inspect()).State;
  }

  /** Where a published port is reached from here. */
  async address(port: number): Promise<string> {
    const { Ports } = (await this.#inspect()).NetworkSettings;
    const published = Ports?.[`${port}/tcp`]?.[0]?.HostPort;
    // An engine takes the ports of a container back that has ended.
    if (published === undefined) throw new CheckFailed('it ended at once');
    const { hostname } = new URL(this.#host.replace(/^tcp:/, 'http:'));
    return `http://${hostname === '' ? '127.0.0.1' : hostname}:${published}`;
  }

  async healthy(): Promise<void> {
    for (const deadline = performance.now() + 1000 * secondsToStart; performance.now() < deadline; await pause(500)) {
      const status = (await this.state()).Health?.Status ?? 'none';
      if (status === 'healthy') return;
      if (status !== 'starting') throw new CheckFailed(`its health is ${JSON.stringify(status)}`);
    }
    throw new CheckFailed(`it is not healthy after ${secondsToStart} seconds`);
  }

  async ended(): Promise<number> {
    const answer = await engineRequest(this.#host, 'POST', `/containers/${this.#id}/wait`);
    return z.object({ StatusCode: z.number() }).parse(JSON.parse(answer.text)).StatusCode;
  }

  async output(): Promise<{ out: string; error: string }> {
    const logs = await engineRequest(this.#host, 'GET', `/containers/${this.#id}/logs?stdout=1&stderr=1`);
    const { out, error } = outputOf(logs.bytes);
    return { out: out.toString('utf8'), error: error.toString('utf8') };
  }

  async remove(): Promise<void> {
    const answer = await engineRequest(this.#host, 'DELETE', `/containers/${this.#id}?force=1&v=1`);
    await engineSays(answer, 'remove the container');
  }

  async #inspect() {
    const answer = await engineRequest(this.#host, 'GET', `/containers/${this.#id}/json`);
    await engineSays(answer, 'inspect the container');
    return inspectSchema.parse(JSON.parse(answer.text));
  }
}
