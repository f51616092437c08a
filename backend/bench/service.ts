import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { type RunningService, startService } from '../../docker-extension/host/service-process.ts';
import { askService } from '../../docker-extension/host/service-socket.ts';
import type { ImageSource } from '../src/answers.ts';

const analysisSchema = z.object({
  id: z.string(),
  revision: z.number(),
  outcome: z.object({ state: z.string(), failure: z.object({ message: z.string() }).optional() }),
});

/** The real service in a process of its own, timed from outside as the page sees it. */
export class MeasuredService {
  readonly #service: RunningService;

  constructor(service: RunningService) {
    this.#service = service;
  }

  /**
   * Lets `use` work with a service of its own.
   * @returns the most memory that the service had at once, in megabytes (10⁶ bytes), as the kernel counted
   */
  static async during(
    options: { data: string; dockerHost: string; samples?: string },
    use: (service: MeasuredService) => Promise<void>,
  ): Promise<number> {
    process.env.ALIGERA_LOG_LEVEL = 'warn';
    const service = await startService({ samples: null, ...options });
    try {
      // A person sees the images before they choose one; the page has asked for them by then.
      await askService(service.socket, { method: 'GET', url: '/images' });
      await use(new MeasuredService(service));
      const status = await readFile(`/proc/${service.pid()}/status`, 'utf8');
      return (Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) * 1024) / 1e6;
    } finally {
      await service.close();
    }
  }

  /** @returns seconds from asking to having the result */
  async analyze(source: ImageSource): Promise<number> {
    const started = performance.now();
    let analysis = await this.#ask('POST', '/analyses', { source });
    while (analysis.outcome.state === 'waiting' || analysis.outcome.state === 'running') {
      analysis = await this.#ask('GET', `/analyses/${analysis.id}?since=${analysis.revision}&waitSeconds=30`);
    }
    if (analysis.outcome.state !== 'done') throw new Error(`the analysis ended: ${JSON.stringify(analysis.outcome)}`);
    return (performance.now() - started) / 1000;
  }

  async #ask(method: string, url: string, data?: unknown): Promise<z.infer<typeof analysisSchema>> {
    const { body } = await askService(this.#service.socket, { method, url, data });
    return analysisSchema.parse(JSON.parse(body));
  }
}
