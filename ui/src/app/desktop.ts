import type { ProjectReading } from '@aligera/backend/src/project/reading.ts';
import type { FileToWrite } from '@aligera/backend/src/project/write-command.ts';
import type { WrittenFile } from '@aligera/backend/src/project/writing.ts';
import { createDockerDesktopClient } from '@docker/extension-api-client';
import { desktopFetch } from '../api/desktop-fetch.ts';
import { createService, type Service } from '../api/service.ts';
import { createPacker, readFolder, writeFolder } from './folder-programs.ts';

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
  /**
   * Creates a container that packs a project's folder for a build, to be started by the service.
   * @param labels by which the service finds it again
   * @throws ServiceFailure
   */
  readonly createPacker: (folder: string, labels: Readonly<Record<string, string>>) => Promise<string>;
  /** Writes files into a project's folder, all or none of them; what is there is kept. @throws ServiceFailure */
  readonly writeProject: (folder: string, files: readonly FileToWrite[]) => Promise<readonly WrittenFile[]>;
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
        readFolder(client, { image, folder, dockerfile, sizes }, signal),
      createPacker: (folder, labels) => createPacker(client, { image, folder, labels }),
      writeProject: (folder, files) => writeFolder(client, { image, folder, files }),
    },
  };
}
