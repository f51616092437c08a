import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { readerArguments } from '../../backend/src/project/read-command.ts';
import { type DockerCli, type DockerCommand, eventsOf, runDocker } from './docker-cli.ts';
import { developmentImage, type ExecEvent } from './page/contract.ts';

const reader = join(import.meta.dirname, '../../backend/src/project/read-main.ts');

/**
 * Runs a docker command of the page. One that reads a project's folder in a container of the extension's image is run
 * as it is where the engine has that image (`docker build -t aligera/development .`); else the same reader is run on
 * this machine directly, without the container's walls: it sees the folder as this user does.
 */
export async function runForPage(cli: DockerCli, command: DockerCommand): Promise<ReadableStream<ExecEvent>> {
  const args = command.cmd === 'run' ? readerArguments(command.args, developmentImage) : null;
  if (args === null || (await hasImage(cli))) return runDocker(cli, command);
  return eventsOf(() => spawn(process.execPath, [...process.execArgv, reader, ...args]));
}

async function hasImage(cli: DockerCli): Promise<boolean> {
  for await (const event of runDocker(cli, { cmd: 'image', args: ['inspect', '--format', '.', developmentImage] })) {
    if ('exit' in event) return event.exit === 0;
  }
  return false;
}
