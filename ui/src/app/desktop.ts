import { createDockerDesktopClient } from '@docker/extension-api-client';
import { desktopFetch } from '../api/desktop-fetch.ts';
import { createService, type Service } from '../api/service.ts';

/** Connects to the extension's service through Docker Desktop. @throws outside of Docker Desktop. */
export function connect(): Service {
  const socket = createDockerDesktopClient().extension.vm?.service;
  if (socket === undefined) throw new Error('Docker Desktop offers no way to the extension’s service.');
  return createService(desktopFetch(socket));
}
