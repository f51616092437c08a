import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { engineRequest } from '../../backend/testing/engine-request.ts';
import type { TestEngine } from '../../backend/testing/engines.ts';
import { root } from '../folders.ts';
import { debianAsRoot } from './debian.ts';
import { onPath, runApart } from './processes.ts';

export interface ProvidedEngines {
  /** For the tests: where the engines are, and what else they need of the machine. */
  readonly env: NodeJS.ProcessEnv;
  /** A sentence for each kind of engine that could not be had. */
  readonly missing: ReadonlyMap<TestEngine['name'], string>;
  /** Ends the engines that were started for this run. */
  close(): Promise<void>;
}

const kinds = ['modern', 'classic'] as const;
const variables = { modern: 'ALIGERA_TEST_MODERN', classic: 'ALIGERA_TEST_CLASSIC' } as const;
const meaning = { modern: 'with the containerd image store', classic: 'with a graph driver' } as const;
const script = join(root, 'backend', 'testing', 'engines.sh');

type Say = (text: string) => void;
const aloud: Say = (text) => process.stderr.write(text);

/** Both kinds of engine: those that the environment names, else started here, else the one that docker uses. */
export async function provideEngines(say = aloud): Promise<ProvidedEngines> {
  const hosts = new Map<TestEngine['name'], string>();
  const started: TestEngine['name'][] = [];
  for (const kind of kinds) {
    const named = process.env[variables[kind]];
    if (named) hosts.set(kind, named);
  }
  const tools = hosts.size === 0 && debianAsRoot() ? await toolsFolder(say) : null;
  if (tools !== null) {
    for (const kind of kinds) {
      const engine = await startEngine(kind, say);
      if (engine === null) continue;
      hosts.set(kind, engine.host);
      if (engine.started) started.push(kind);
    }
    await makeBases(hosts.get('modern'), say);
  }
  const found = hosts.size === 0 ? await engineOfTheMachine() : null;
  if (found !== null) hosts.set(found.name, found.host);
  return {
    env: environment(hosts, tools),
    missing: new Map(
      kinds
        .filter((kind) => !hosts.has(kind))
        .map((kind) => [kind, `no engine ${meaning[kind]}: set ${variables[kind]}, or run as root on Debian`]),
    ),
    async close() {
      for (const kind of started) await runApart(script, ['stop', kind], aloud);
    },
  };
}

function environment(hosts: ReadonlyMap<TestEngine['name'], string>, tools: string | null): NodeJS.ProcessEnv {
  return {
    ALIGERA_TEST_MODERN: hosts.get('modern') ?? '',
    ALIGERA_TEST_CLASSIC: hosts.get('classic') ?? '',
    ...(tools === null ? {} : { ALIGERA_TEST_BUSYBOX: join(tools, 'busybox') }),
    // The engines that we start leave the machine's packet filter alone: builds reach the network by the host's.
    ...(tools === null ? {} : { ALIGERA_BUILD_NETWORK: process.env.ALIGERA_BUILD_NETWORK ?? 'host' }),
    ...(tools === null || onPath('docker') !== null ? {} : { PATH: `${process.env.PATH}:${tools}` }),
  };
}

async function toolsFolder(say: Say): Promise<string | null> {
  const { code, stdout } = await runApart(script, ['tools'], say);
  return code === 0 ? stdout : null;
}

async function startEngine(kind: TestEngine['name'], say: Say): Promise<{ host: string; started: boolean } | null> {
  say(`Starting the ${kind} engine…\n`);
  const { code, stdout } = await runApart(script, ['start', kind], say);
  const [state, host] = stdout.split(' ');
  return code === 0 && host !== undefined ? { host, started: state === 'started' } : null;
}

/** The bases of the extension's image come from a registry, or where there is none from a program that makes them. */
async function makeBases(host: string | undefined, say: Say): Promise<void> {
  const program = process.env.ALIGERA_MAKE_BASES;
  if (!program || host === undefined) return;
  say(`Making the base images with ${program}…\n`);
  const dockerfile = await readFile(join(root, 'Dockerfile'), 'utf8');
  const bases = [...dockerfile.matchAll(/^ARG [A-Z]*_IMAGE=(\S+)/gm)].map(([, name = '']) => name);
  const { code } = await runApart(program, bases, say, { DOCKER_HOST: host });
  if (code !== 0) say('The base images could not be made.\n');
}

/** The engine that the docker CLI uses, or the one at the default socket. */
async function engineOfTheMachine(): Promise<TestEngine | null> {
  const context = onPath('docker')
    ? await runApart('docker', ['context', 'inspect', '--format', '{{.Endpoints.docker.Host}}'], aloud)
    : null;
  const candidates = [
    process.env.DOCKER_HOST,
    context?.code === 0 ? context.stdout : '',
    'unix:///var/run/docker.sock',
  ];
  for (const host of candidates) {
    if (!host || !/^(unix|tcp):/.test(host)) continue;
    const name = await kindOf(host);
    if (name !== null) return { name, host };
  }
  return null;
}

const info = z.object({ DriverStatus: z.array(z.array(z.string())).nullish() });

async function kindOf(host: string): Promise<TestEngine['name'] | null> {
  const answer = await engineRequest(host, 'GET', '/info').catch(() => null);
  if (answer?.status !== 200) return null;
  const status = info.parse(JSON.parse(answer.text)).DriverStatus ?? [];
  return status.flat().some((value) => value.startsWith('io.containerd.snapshotter')) ? 'modern' : 'classic';
}
