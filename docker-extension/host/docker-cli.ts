import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { request } from 'node:http';
import { Duplex } from 'node:stream';
import type { ExecEvent } from './page/contract.ts';

export interface DockerCli {
  /** Null leaves the choice of the engine to the docker CLI: DOCKER_HOST, the current context, the default socket. */
  readonly dockerHost: string | null;
}

export interface DockerCommand {
  readonly cmd: string;
  readonly args: readonly string[];
  readonly cwd?: string | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
}

/** Runs `docker CMD ARGS…` on the machine; ends it when the reader of its output goes away. */
export function runDocker(cli: DockerCli, command: DockerCommand): ReadableStream<ExecEvent> {
  return eventsOf(() => start(cli, [command.cmd, ...command.args], command));
}

/** What a process writes, and how it ends; it is ended when the reader goes away. */
export function eventsOf(launch: () => ChildProcessWithoutNullStreams): ReadableStream<ExecEvent> {
  let child: ChildProcessWithoutNullStreams;
  let ended = false;
  return new ReadableStream({
    start(events) {
      child = launch();
      const tell = (event: ExecEvent) => ended || events.enqueue(event);
      const end = (event: ExecEvent) => {
        if (ended) return;
        events.enqueue(event);
        events.close();
        ended = true;
      };
      child.stdin.end();
      child.stdout.setEncoding('utf8').on('data', (stdout: string) => tell({ stdout }));
      child.stderr.setEncoding('utf8').on('data', (stderr: string) => tell({ stderr }));
      child.on('error', (error) => end({ failed: explain(error) }));
      child.on('close', (code, signal) => end({ exit: code ?? -1, signal }));
    },
    cancel() {
      ended = true;
      child.kill();
    },
  });
}

/** One GET of the engine's API, by the docker CLI's own way to the engine, whatever that is. */
export function getFromEngine(cli: DockerCli, path: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const child = start(cli, ['system', 'dial-stdio'], {});
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const fail = (error: Error) => reject(new Error(said.trim() || explain(error)));
    child.on('error', fail);
    child.stdin.on('error', fail);
    const asked = request(
      { path, createConnection: () => Duplex.from({ readable: child.stdout, writable: child.stdin }) },
      (answer) => {
        let body = '';
        answer.setEncoding('utf8').on('data', (text: string) => {
          body += text;
        });
        answer.on('error', fail);
        answer.on('end', () => {
          child.kill();
          resolve({ status: answer.statusCode ?? 502, body });
        });
      },
    );
    asked.on('error', (error) => child.once('close', () => fail(error)).kill());
    asked.end();
  });
}

function start(cli: DockerCli, args: readonly string[], where: Pick<DockerCommand, 'cwd' | 'env'>) {
  const env = { ...process.env, ...(cli.dockerHost === null ? {} : { DOCKER_HOST: cli.dockerHost }), ...where.env };
  return spawn('docker', args, { env, ...(where.cwd === undefined ? {} : { cwd: where.cwd }) });
}

function explain(error: Error): string {
  return 'code' in error && error.code === 'ENOENT'
    ? 'the docker command is not on the PATH of the development host'
    : error.message;
}
