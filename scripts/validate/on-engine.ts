import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { extract } from 'tar-stream';
import { parse } from 'yaml';
import { z } from 'zod';
import { engineRequest, engineSays } from '../../backend/testing/engine-request.ts';
import { root } from '../folders.ts';
import { buildContext } from './build-context.ts';

export interface BuildOptions {
  readonly reference: string;
  /** `host`, `default`, or a network of the engine: by which the build reaches the npm registry. */
  readonly network: string;
  readonly buildArgs: Readonly<Record<string, string>>;
}

const imageSchema = z.object({
  Id: z.string(),
  Os: z.string(),
  Architecture: z.string(),
  Size: z.number(),
  Config: z.object({ Labels: z.record(z.string(), z.string()).nullish() }),
});

export async function buildImage(host: string, { reference, network, buildArgs }: BuildOptions): Promise<void> {
  const query = new URLSearchParams({
    version: '2',
    t: reference,
    rm: '1',
    ...(network === 'default' ? {} : { networkmode: network }),
    buildargs: JSON.stringify(buildArgs),
  });
  const sent = { body: await buildContext(), type: 'application/x-tar' };
  await engineSays(await engineRequest(host, 'POST', `/build?${query}`, sent), `build ${reference}`);
}

/** True once the engine has the image, by pulling it where that is possible. */
export async function hasOrPulls(host: string, reference: string): Promise<boolean> {
  const present = async () => (await engineRequest(host, 'GET', `/images/${reference}/json`)).status === 200;
  if (await present()) return true;
  await engineRequest(host, 'POST', `/images/create?fromImage=${encodeURIComponent(reference)}`);
  return present();
}

export async function inspectImage(host: string, reference: string) {
  const answer = await engineRequest(host, 'GET', `/images/${reference}/json`);
  await engineSays(answer, `inspect ${reference}`);
  return imageSchema.parse(JSON.parse(answer.text));
}

/** The files of the image below these paths, by absolute path. */
export async function filesOf(host: string, reference: string, paths: readonly string[]): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  await withContainer(host, { Image: reference }, async (id) => {
    for (const path of paths) {
      const answer = await engineRequest(host, 'GET', `/containers/${id}/archive?path=${encodeURIComponent(path)}`);
      if (answer.status === 404) continue;
      const archive = extract();
      archive.end(answer.bytes);
      for await (const entry of archive) {
        const content = await buffer(entry);
        if (entry.header.type === 'file') files.set(join(path, '..', entry.header.name), content);
      }
    }
  });
  return files;
}

const composeSchema = z.object({
  services: z.object({
    aligera: z.strictObject({
      image: z.literal('$' + '{DESKTOP_PLUGIN_IMAGE}'),
      restart: z.literal('unless-stopped'),
      stop_grace_period: z.string().regex(/^\d+s$/),
      volumes: z.array(z.strictObject({ type: z.enum(['bind', 'volume']), source: z.string(), target: z.string() })),
      network_mode: z.string(),
      read_only: z.boolean(),
      tmpfs: z.array(z.string()),
      cap_drop: z.array(z.string()),
      cap_add: z.array(z.string()).optional(),
      security_opt: z.array(z.string()),
    }),
  }),
  volumes: z.record(z.string(), z.null()),
});

/** A container as compose.yaml has it, with the engine's own socket in the place of Docker Desktop's. */
async function containerOfCompose(host: string, reference: string): Promise<object> {
  const compose = composeSchema.parse(parse(await readFile(join(root, 'docker-extension', 'compose.yaml'), 'utf8')));
  const { aligera } = compose.services;
  const socket = host.startsWith('unix://') ? host.slice('unix://'.length) : '/var/run/docker.sock';
  return {
    Image: reference,
    HostConfig: {
      Mounts: [
        ...aligera.volumes.map(({ type, source, target }) =>
          type === 'volume'
            ? { Type: 'volume', Target: target }
            : { Type: 'bind', Source: source.replace('/var/run/docker.sock.raw', socket), Target: target },
        ),
        // Docker Desktop puts the folder of the extension's socket there.
        { Type: 'volume', Target: '/run/guest-services' },
      ],
      NetworkMode: aligera.network_mode,
      ReadonlyRootfs: aligera.read_only,
      Tmpfs: Object.fromEntries(aligera.tmpfs.map((path) => [path, ''])),
      CapDrop: aligera.cap_drop,
      CapAdd: aligera.cap_add ?? [],
      SecurityOpt: aligera.security_opt,
    },
  };
}

export interface RunningContainer {
  /** A JSON request to the service's socket, from within. @throws with the container's log where it does not answer */
  ask(method: string, path: string, data?: object): Promise<unknown>;
}

/** Starts the service as an extension, waits for its first answer, and removes it after use. */
export async function withService<T>(
  host: string,
  reference: string,
  use: (container: RunningContainer) => Promise<T>,
): Promise<T> {
  return await withContainer(host, await containerOfCompose(host, reference), async (id) => {
    await engineSays(await engineRequest(host, 'POST', `/containers/${id}/start`), `start ${reference}`);
    const ask: RunningContainer['ask'] = async (method, path, data) => {
      const answer = await exec(host, id, [
        '/nodejs/bin/node',
        '-e',
        client,
        method,
        path,
        JSON.stringify(data ?? null),
      ]);
      try {
        return JSON.parse(answer);
      } catch {
        const log = await engineRequest(host, 'GET', `/containers/${id}/logs?stdout=1&stderr=1&tail=20`);
        throw new Error(`${method} ${path}: ${answer.trim()}\n${log.text}`);
      }
    };
    await firstAnswer(ask);
    return await use({ ask });
  });
}

async function firstAnswer(ask: RunningContainer['ask']): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await ask('GET', '/health');
      return;
    } catch (error) {
      if (tries === 40) throw error;
      await pause(250);
    }
  }
}

/** Runs inside of the container, where Node is all there is. */
const client = `
  const [method, path, data] = process.argv.slice(1);
  const headers = data === 'null' ? {} : { 'content-type': 'application/json' };
  const asked = require('http').request({ socketPath: '/run/guest-services/aligera.sock', method, path, headers }, (answer) =>
    answer.pipe(process.stdout));
  asked.on('error', (error) => console.log(error.message));
  asked.end(data === 'null' ? undefined : data);`;

const idSchema = z.object({ Id: z.string() });

async function exec(host: string, container: string, command: readonly string[]): Promise<string> {
  const created = await engineRequest(host, 'POST', `/containers/${container}/exec`, {
    body: JSON.stringify({ AttachStdout: true, AttachStderr: true, Tty: true, Cmd: command }),
    type: 'application/json',
  });
  await engineSays(created, 'run a command in the container');
  const { Id } = idSchema.parse(JSON.parse(created.text));
  // With a terminal the output is plain, without the frames that tell stdout from stderr.
  const answer = await engineRequest(host, 'POST', `/exec/${Id}/start`, {
    body: JSON.stringify({ Detach: false, Tty: true }),
    type: 'application/json',
  });
  return answer.text;
}

async function withContainer<T>(host: string, config: object, use: (id: string) => Promise<T>): Promise<T> {
  const created = await engineRequest(host, 'POST', '/containers/create', {
    body: JSON.stringify(config),
    type: 'application/json',
  });
  await engineSays(created, 'create a container');
  const { Id } = idSchema.parse(JSON.parse(created.text));
  try {
    return await use(Id);
  } finally {
    await engineRequest(host, 'DELETE', `/containers/${Id}?force=1&v=1`);
  }
}
