import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { programOf } from '../../backend/src/project/folder-command.ts';
import { type DockerCli, type DockerCommand, eventsOf, runDocker } from './docker-cli.ts';
import { developmentImage, type ExecEvent } from './page/contract.ts';

const root = join(import.meta.dirname, '../..');

/**
 * Runs a docker command of the page. One that reads or writes a project's folder in a container of the extension's image
 * is run as it is where the engine has that image (`docker build -t aligera/development .`); else the same program is run
 * on this machine directly, without the container's walls: it sees the folder as this user does.
 */
export async function runForPage(cli: DockerCli, command: DockerCommand): Promise<ReadableStream<ExecEvent>> {
  const found = command.cmd === 'run' ? programOf(command.args, developmentImage) : null;
  if (found === null || (await hasImage(cli))) return runDocker(cli, command);
  const { program, args } = found;
  return eventsOf(() => spawn(process.execPath, [...process.execArgv, join(root, program.script), ...args]));
}

async function hasImage(cli: DockerCli): Promise<boolean> {
  for await (const event of runDocker(cli, { cmd: 'image', args: ['inspect', '--format', '.', developmentImage] })) {
    if ('exit' in event) return event.exit === 0;
  }
  return false;
}
