import { engineRequest, engineSays } from './engine-request.ts';

export interface RunOptions {
  /** What is unpacked in a folder of the container before it starts. */
  readonly files?: { readonly tar: Buffer; readonly folder: string };
}

/**
 * Runs a command in a container of an image, without a network, and takes the container away again.
 * @param host as DOCKER_HOST has it
 * @returns what it wrote to its standard output
 * @throws where it exits with anything but 0
 */
export async function runInImage(
  host: string,
  image: string,
  command: readonly string[],
  { files }: RunOptions = {},
): Promise<Buffer> {
  const id = await createContainer(host, image, command);
  try {
    if (files !== undefined) await unpackInto(host, id, files.folder, files.tar);
    await engineSays(await engineRequest(host, 'POST', `/containers/${id}/start`), `start ${command[0]}`);
    const ended = await engineRequest(host, 'POST', `/containers/${id}/wait`);
    const logs = await engineRequest(host, 'GET', `/containers/${id}/logs?stdout=1&stderr=1`);
    const { out, error } = outputOf(logs.bytes);
    const { StatusCode: code } = JSON.parse(ended.text);
    if (code !== 0) throw new Error(`${command.join(' ').slice(0, 200)} exited with ${code}: ${error.toString()}`);
    return out;
  } finally {
    await removeContainer(host, id);
  }
}

/** The file system that a container of the image starts with, as the engine itself lays the layers together: a tar. */
export async function exportedImage(host: string, image: string): Promise<Buffer> {
  const id = await createContainer(host, image, ['/nothing']);
  try {
    const answer = await engineRequest(host, 'GET', `/containers/${id}/export`);
    if (answer.status !== 200) throw new Error(`export ${image}: the engine answered ${answer.text.slice(0, 2000)}`);
    return answer.bytes;
  } finally {
    await removeContainer(host, id);
  }
}

export async function hasImage(host: string, image: string): Promise<boolean> {
  return (await engineRequest(host, 'GET', `/images/${image}/json`)).status === 200;
}

async function createContainer(host: string, image: string, command: readonly string[]): Promise<string> {
  const answer = await engineRequest(host, 'POST', '/containers/create', {
    type: 'application/json',
    body: JSON.stringify({
      Image: image,
      Entrypoint: command.slice(0, 1),
      Cmd: command.slice(1),
      User: '0',
      Healthcheck: { Test: ['NONE'] },
      HostConfig: { NetworkMode: 'none' },
    }),
  });
  await engineSays(answer, `create a container of ${image}`);
  return JSON.parse(answer.text).Id;
}

async function unpackInto(host: string, id: string, folder: string, tar: Buffer): Promise<void> {
  const answer = await engineRequest(host, 'PUT', `/containers/${id}/archive?path=${encodeURIComponent(folder)}`, {
    body: tar,
    type: 'application/x-tar',
  });
  await engineSays(answer, 'unpack files into the container');
}

async function removeContainer(host: string, id: string): Promise<void> {
  await engineSays(await engineRequest(host, 'DELETE', `/containers/${id}?force=1`), 'remove the container');
}

/** What a container wrote, out of its logs, where output of both kinds comes as frames: kind, three bytes, length, content. */
export function outputOf(frames: Buffer): { out: Buffer; error: Buffer } {
  const out: Buffer[] = [];
  const error: Buffer[] = [];
  for (let at = 0; at + 8 <= frames.length; ) {
    const end = at + 8 + frames.readUInt32BE(at + 4);
    (frames[at] === 1 ? out : error).push(frames.subarray(at + 8, end));
    at = end;
  }
  return { out: Buffer.concat(out), error: Buffer.concat(error) };
}
