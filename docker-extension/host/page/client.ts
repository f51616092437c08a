import type { v1 } from '@docker/extension-api-client-types';
import { overrideColorScheme, schemeIn } from './color-scheme.ts';
import { developmentImage, tokenHeader } from './contract.ts';
import { dockerExec } from './exec.ts';
import { quirksIn, withQuirks } from './quirks.ts';
import { httpService, serviceCall } from './service.ts';
import { readSettings } from './settings.ts';
import { toasts } from './toasts.ts';

// Runs in the extension's page before the extension does, and plays Docker Desktop's side of the contract.

const settings = readSettings();
const toast = toasts();
const shows =
  (what: string) =>
  async (...names: string[]) =>
    toast.note(`Docker Desktop would show ${[what, ...names].join(' ')}.`);

async function listOf(
  path: '/images/json' | '/containers/json',
  options: Record<string, unknown> = {},
): Promise<unknown> {
  const response = await fetch('/host/engine', {
    method: 'POST',
    headers: { [tokenHeader]: settings.token, 'content-type': 'application/json' },
    body: JSON.stringify({
      path,
      query: Object.fromEntries(Object.entries(options).map(([key, value]) => [key, String(value)])),
    }),
  });
  if (!response.ok) throw { name: 'Error', message: await response.text(), statusCode: response.status };
  return response.json();
}

function notInTheContainer(): never {
  throw new Error('the development host runs the service without a container, so there is none to run commands in');
}

async function showOpenDialog(
  properties: { title?: string; properties?: string[] } = {},
): Promise<v1.OpenDialogResult> {
  const wanted = properties.properties?.includes('openDirectory') ? 'folder' : 'file';
  const path = window.prompt(`${properties.title ?? 'Open'}: the path of a ${wanted} on this machine`);
  return path ? { canceled: false, filePaths: [path] } : { canceled: true, filePaths: [] };
}

const ddClient = {
  extension: {
    image: developmentImage,
    vm: {
      cli: { exec: notInTheContainer },
      service: httpService(withQuirks(serviceCall(settings.token), quirksIn(window.location.search))),
    },
  },
  desktopUI: {
    toast: { success: toast.success, warning: toast.warning, error: toast.error },
    dialog: { showOpenDialog },
    navigate: {
      viewContainers: shows('the containers'),
      viewContainer: shows('the container'),
      viewContainerLogs: shows('the logs of the container'),
      viewContainerInspect: shows('the details of the container'),
      viewContainerTerminal: shows('a terminal in the container'),
      viewContainerStats: shows('the statistics of the container'),
      viewImages: shows('the images'),
      viewImage: shows('the image'),
      viewVolumes: shows('the volumes'),
      viewVolume: shows('the volume'),
    },
  },
  host: {
    openExternal(url) {
      if (!/^https?:\/\//.test(url)) throw new Error(`only http and https addresses can be opened, not ${url}`);
      window.open(url, '_blank', 'noopener,noreferrer');
    },
    platform: settings.platform,
    arch: settings.arch,
    hostname: settings.hostname,
  },
  docker: {
    cli: { exec: dockerExec(settings.token) },
    listContainers: (options) => listOf('/containers/json', options),
    listImages: (options) => listOf('/images/json', options),
  },
} satisfies v1.DockerDesktopClient;

overrideColorScheme(schemeIn(window.location.search));
Object.assign(window, { ddClient, __ddMuiV6Themes: settings.themes });
