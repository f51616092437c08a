import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { askService } from './service-socket.ts';

export interface ServiceOptions {
  /** Where the service keeps results and cached layers. */
  readonly data: string;
  /** A folder of archives that the service offers; null for none. */
  readonly samples: string | null;
  /** As DOCKER_HOST has it; null lets the service find the engine as the docker CLI does. */
  readonly dockerHost: string | null;
}

export interface RunningService {
  readonly socket: string;
  /** Changes where the service died and was started again. */
  pid(): number | undefined;
  close(): Promise<void>;
}

const main = join(import.meta.dirname, '../../backend/src/main.ts');
const startSeconds = 120;

/**
 * Starts the extension's service on a socket in a folder that only this user may enter, and starts it again when it
 * dies, as Docker Desktop's compose does.
 * @throws when it does not answer at first, with what it wrote on stderr
 */
export async function startService(options: ServiceOptions): Promise<RunningService> {
  const folder = await mkdtemp(join(tmpdir(), 'aligera-'));
  const socket = join(folder, 'service.sock');
  let closing = false;
  let child: ChildProcess;
  let said = '';

  const launch = () => {
    said = '';
    child = spawn(process.execPath, [...process.execArgv, main, ...argumentsFor(socket, options)], {
      stdio: ['ignore', 'inherit', 'pipe'],
      // As the extension's image has it (Dockerfile).
      env: { ALIGERA_LOG_LEVEL: 'warn', MALLOC_MMAP_THRESHOLD_: '524288', ...process.env },
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-4000);
      process.stderr.write(text);
    });
  };
  const close = async () => {
    closing = true;
    await end(child);
    await rm(folder, { recursive: true, force: true });
  };
  const relaunchWhenItDies = () =>
    child.once('exit', async (code, signal) => {
      // Ctrl-C reaches it too, and it ends as asked.
      if (closing || code === 0) return;
      console.error(`The service ended (${signal ?? `exit code ${code}`}); starting it again.`);
      await pause(1000);
      if (closing) return;
      launch();
      relaunchWhenItDies();
    });

  launch();
  if (!(await answers(socket, () => child.exitCode === null && child.signalCode === null))) {
    await close();
    throw new Error(`the service did not start:\n${said.trim() || 'it said nothing'}`);
  }
  relaunchWhenItDies();
  return { socket, pid: () => child.pid, close };
}

function argumentsFor(socket: string, { data, samples, dockerHost }: ServiceOptions): string[] {
  return [
    ...['--socket', socket, '--data', data, '--reads-folders'],
    ...(samples === null ? [] : ['--samples', samples]),
    ...(dockerHost === null ? [] : ['--docker-host', dockerHost]),
  ];
}

async function answers(socket: string, lives: () => boolean): Promise<boolean> {
  const deadline = Date.now() + startSeconds * 1000;
  while (lives() && Date.now() < deadline) {
    const { status } = await askService(socket, { method: 'GET', url: '/health' });
    if (status === 200) return true;
    await pause(30);
  }
  return false;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  // It may have to remove what a verification made.
  const insist = setTimeout(() => child.kill('SIGKILL'), 65_000);
  await ended;
  clearTimeout(insist);
}
