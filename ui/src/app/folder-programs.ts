import { type PackRequest, packArguments } from '@aligera/backend/src/project/pack-command.ts';
import { type ReadRequest, readArguments } from '@aligera/backend/src/project/read-command.ts';
import type { ProjectReading } from '@aligera/backend/src/project/reading.ts';
import { type WriteRequest, writeArguments } from '@aligera/backend/src/project/write-command.ts';
import type { WrittenFile } from '@aligera/backend/src/project/writing.ts';
import type { v1 } from '@docker/extension-api-client-types';
import { isRecord, reportedFailure, ServiceFailure } from '../api/service-failure.ts';

/** Reads a project's folder in a container that sees nothing else. @throws ServiceFailure */
export async function readFolder(
  client: v1.DockerDesktopClient,
  request: ReadRequest,
  signal: AbortSignal,
): Promise<ProjectReading> {
  const said = await run(client, readArguments(request), 'The folder could not be read', signal);
  // The service checks the reading's shape.
  if (isRecord(said.answer) && isReading(said.answer.reading)) return said.answer.reading;
  throw said.failure;
}

/** Writes files into a project's folder, all or none of them, by the same way. @throws ServiceFailure */
export async function writeFolder(
  client: v1.DockerDesktopClient,
  request: WriteRequest,
): Promise<readonly WrittenFile[]> {
  const { signal } = new AbortController();
  const said = await run(client, writeArguments(request), 'The folder could not be written to', signal);
  const written = isRecord(said.answer) ? said.answer.written : null;
  if (Array.isArray(written) && written.every(isWritten)) return written;
  throw said.failure;
}

/**
 * Creates a container that packs a project's folder for a build: the service starts it, reads what it packs, and takes it
 * away. Only the docker CLI knows where a person's folder is for the engine.
 * @returns the container's ID
 * @throws ServiceFailure
 */
export async function createPacker(client: v1.DockerDesktopClient, request: PackRequest): Promise<string> {
  const { signal } = new AbortController();
  const said = await run(
    client,
    packArguments(request),
    'The folder could not be prepared for the build',
    signal,
    'create',
  );
  const [id] = /^[0-9a-f]{64}$/m.exec(said.out) ?? [];
  if (id !== undefined) return id;
  throw said.failure;
}

function isReading(value: unknown): value is ProjectReading {
  return isRecord(value) && value.version === 1 && Array.isArray(value.files);
}

function isWritten(value: unknown): value is WrittenFile {
  return isRecord(value) && typeof value.path === 'string' && (value.kept === null || typeof value.kept === 'string');
}

interface Said {
  readonly out: string;
  /** The program prints one line of JSON. */
  readonly answer: unknown;
  /** What to throw where that is not what was hoped for. */
  readonly failure: ServiceFailure;
}

function run(
  client: v1.DockerDesktopClient,
  args: readonly string[],
  failing: string,
  signal: AbortSignal,
  command: 'run' | 'create' = 'run',
): Promise<Said> {
  const brokenOff = (why: string) =>
    new ServiceFailure({
      code: 'service-broken',
      message: `${failing}: ${why.trim() || `docker ${command} said nothing`}`,
      hint: 'Docker Desktop must be allowed to share the folder (Settings, Resources, File sharing).',
    });
  return new Promise((resolve, reject) => {
    let out = '';
    let err = '';
    const process = client.docker.cli.exec(command, [...args], {
      stream: {
        onOutput: (output) => {
          out += output.stdout ?? '';
          err = `${err}${output.stderr ?? ''}`.slice(-2000);
        },
        onError: (error) => reject(brokenOff(String(error))),
        onClose: () => {
          const report = reportedFailure(out);
          resolve({ out, answer: parsed(out), failure: report ? new ServiceFailure(report) : brokenOff(err) });
        },
      },
    });
    const stop = () => {
      process.close();
      reject(brokenOff('it was cancelled'));
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
