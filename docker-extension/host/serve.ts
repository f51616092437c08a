import { type HostOptions, type RunningHost, startHost } from './host.ts';
import { type RunningService, type ServiceOptions, startService } from './service-process.ts';

export interface RunningExtension {
  readonly service: RunningService;
  readonly host: RunningHost;
  close(): Promise<void>;
}

/** The whole extension on this machine without Docker Desktop: its service, and the host with its page. */
export async function serve(options: ServiceOptions & Omit<HostOptions, 'serviceSocket'>): Promise<RunningExtension> {
  const service = await startService(options);
  try {
    const host = await startHost({ ...options, serviceSocket: service.socket });
    return {
      service,
      host,
      async close() {
        await host.close();
        await service.close();
      },
    };
  } catch (error) {
    await service.close();
    throw error;
  }
}
