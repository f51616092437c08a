import { z } from 'zod';

const port = z.int().min(1).max(65_535);
const argument = z.string().max(32_768);

export const httpRequestSchema = z.object({
  method: z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']).default('GET'),
  path: z
    .string()
    .max(8192)
    .regex(/^\/[^\s#]*$/, 'a path begins with a slash and has no spaces'),
  /** Null for the ports that answer HTTP, whichever they are. */
  port: port.nullable().default(null),
  headers: z
    .record(
      z.string().regex(/^[\w-]+$/),
      z
        .string()
        .max(8192)
        .regex(/^[^\r\n]*$/),
    )
    .default({}),
  body: z
    .string()
    .max(64 << 10)
    .nullable()
    .default(null),
});
export type HttpRequest = z.infer<typeof httpRequestSchema>;

/** How both images are started and what is looked at: the same for both. All has a bound, and a default. */
export const runSettingsSchema = z.object({
  /** Beside what the images set. */
  env: z.record(z.string().regex(/^[^=\0]+$/), z.string().max(131_072)).default({}),
  /** In place of ENTRYPOINT; null for each image's own. */
  entrypoint: z.array(argument).min(1).max(1000).nullable().default(null),
  /** In place of CMD; null for each image's own. */
  args: z.array(argument).max(1000).nullable().default(null),
  /** That are listened to, where the image does not say so. */
  ports: z.array(port).max(32).default([]),
  /** Run within each container once it has started; no shell is put in front. */
  testCommand: z.array(argument).min(1).max(1000).nullable().default(null),
  /** Files and folders of the containers whose content is compared in the end. */
  files: z.array(z.string().max(4096).regex(/^\//, 'a path in the container begins with a slash')).max(50).default([]),
  /** Null for `/`, the path of the health check, one that is not there, and links of the first page. */
  requests: z.array(httpRequestSchema).max(200).nullable().default(null),
  /** `isolated`: the containers reach nothing. `open`: all that the engine's machine reaches. */
  network: z.enum(['isolated', 'open']).default('isolated'),
  memoryBytes: z
    .int()
    .min(16 << 20)
    .max(64 * 2 ** 30)
    .default(2 ** 30),
  cpus: z.number().min(0.1).max(64).default(1),
  pids: z.int().min(16).max(32_768).default(512),
  /** Until it listens, or has ended. */
  secondsToStart: z.number().min(1).max(600).default(120),
  /** How long it must keep running after it has started. */
  secondsToObserve: z.number().min(1).max(300).default(6),
});
export type RunSettings = z.infer<typeof runSettingsSchema>;
