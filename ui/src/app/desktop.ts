import { readArguments } from '@aligera/backend/src/project/read-command.ts';
import type { ProjectReading } from '@aligera/backend/src/project/reading.ts';
import { createDockerDesktopClient } from '@docker/extension-api-client';
import { desktopFetch } from '../api/desktop-fetch.ts';
import { createService, type Service } from '../api/service.ts';
import { isRecord, reportedFailure, ServiceFailure } from '../api/service-failure.ts';

/** What Docker Desktop does for the page, besides the way to the service. */
export interface Desktop {
  /** Opens a page of the web in the person's browser. @param url of http or https */
  readonly openPage: (url: string) => void;
  /** Asks the person for a folder. Null where they choose none. */
  readonly chooseFolder: (title: string) => Promise<string | null>;
  /**
   * Reads a project's folder in a container that sees nothing else.
   * @param sizes as the service tells them for an image
   * @throws ServiceFailure
   */
  readonly readProject: (
    folder: string,
    dockerfile: string,
    sizes: string,
    signal: AbortSignal,
  ) => Promise<ProjectReading>;
}

/** Connects to Docker Desktop and to the extension's service. @throws outside of Docker Desktop. */
export function connect(): { readonly service: Service; readonly desktop: Desktop } {
  const client = createDockerDesktopClient();
  const socket = client.extension.vm?.service;
  if (socket === undefined) throw new Error('Docker Desktop offers no way to the extension’s service.');
  const { image } = client.extension;
  return {
    service: createService(desktopFetch(socket)),
    desktop: {
      openPage: (url) => client.host.openExternal(url),
      chooseFolder: async (title) => {
        const { canceled, filePaths } = await client.desktopUI.dialog.showOpenDialog({
          title,
          properties: ['openDirectory'],
        });
        return canceled ? null : (filePaths[0] ?? null);
      },
      readProject: (folder, dockerfile, sizes, signal) =>
        new Promise((resolve, reject) => {
          let out = '';
          let err = '';
          const process = client.docker.cli.exec('run', readArguments({ image, folder, dockerfile, sizes }), {
            stream: {
              onOutput: (output) => {
                out += output.stdout ?? '';
                err = `${err}${output.stderr ?? ''}`.slice(-2000);
              },
              onError: (error) => reject(brokenOff(String(error))),
              onClose: () => {
                const reading = readingIn(out);
                if (reading === null) reject(reportedReading(out) ?? brokenOff(err));
                else resolve(reading);
              },
            },
          });
          const stop = () => {
            process.close();
            reject(brokenOff('it was cancelled'));
          };
          if (signal.aborted) stop();
          else signal.addEventListener('abort', stop, { once: true });
        }),
    },
  };
}

/** The reader prints one line of JSON: a reading, or why there is none. The service checks the reading's shape. */
function readingIn(out: string): ProjectReading | null {
  const answer = parsed(out);
  return isRecord(answer) && isReading(answer.reading) ? answer.reading : null;
}

function isReading(value: unknown): value is ProjectReading {
  return isRecord(value) && value.version === 1 && Array.isArray(value.files);
}

function reportedReading(out: string): ServiceFailure | null {
  const report = reportedFailure(out);
  return report ? new ServiceFailure(report) : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function brokenOff(why: string): ServiceFailure {
  return new ServiceFailure({
    code: 'service-broken',
    message: `The folder could not be read: ${why.trim() || 'docker run said nothing'}`,
    hint: 'Docker Desktop must be allowed to share the folder (Settings, Resources, File sharing).',
  });
}
