import { z } from 'zod';
import type { EngineAddress } from './address.ts';

/** A content digest as OCI writes it: `sha256:` and 64 hexadecimal digits (image-spec, descriptor.md). */
export type Digest = `sha256:${string}`;
export const digestSchema = z.templateLiteral(['sha256:', z.string().regex(/^[0-9a-f]{64}$/)]);

/** The parts of an OCI image configuration that are read (image-spec, config.md). */
export const imageConfigSchema = z.object({
  architecture: z.string(),
  os: z.string(),
  variant: z.string().optional(),
  created: z.string().nullish(),
  config: z
    .object({
      User: z.string().nullish(),
      ExposedPorts: z.record(z.string(), z.unknown()).nullish(),
      Env: z.array(z.string()).nullish(),
      Entrypoint: z.array(z.string()).nullish(),
      Cmd: z.array(z.string()).nullish(),
      WorkingDir: z.string().nullish(),
      Labels: z.record(z.string(), z.string()).nullish(),
      Shell: z.array(z.string()).nullish(),
      Volumes: z.record(z.string(), z.unknown()).nullish(),
      StopSignal: z.string().nullish(),
      ArgsEscaped: z.boolean().nullish(),
      // Docker's own, which OCI lists as reserved; durations are in nanoseconds.
      Healthcheck: z
        .object({
          Test: z.array(z.string()).nullish(),
          Interval: z.number().nullish(),
          Timeout: z.number().nullish(),
          StartPeriod: z.number().nullish(),
          StartInterval: z.number().nullish(),
          Retries: z.number().nullish(),
        })
        .nullish(),
      OnBuild: z.array(z.string()).nullish(),
    })
    .nullish(),
  rootfs: z.object({ type: z.string(), diff_ids: z.array(digestSchema) }),
  history: z
    .array(
      z.object({
        created: z.string().nullish(),
        created_by: z.string().nullish(),
        comment: z.string().nullish(),
        empty_layer: z.boolean().nullish(),
      }),
    )
    .nullish(),
});
export type ImageConfig = z.infer<typeof imageConfigSchema>;

/** Where the bytes of one layer can be read, at random and at once with others. Plain data, as it travels to workers. */
export type LayerBytes =
  | { readonly from: 'content-store'; readonly engine: EngineAddress; readonly digest: Digest; readonly size: number }
  | {
      readonly from: 'file';
      readonly path: string;
      readonly offset: number;
      readonly size: number;
      readonly digest: Digest | null;
    };

export interface DescribedLayer {
  /** 0 is the base. Only layers with a file system count. */
  readonly index: number;
  readonly diffId: Digest;
  /** The history line of the layer; null where the history does not say. */
  readonly createdBy: string | null;
  /** Bytes of the layer's blob as it is transferred; null where only unpacked layers are at hand. */
  readonly compressedBytes: number | null;
  /** Null where the layer can only be read as part of the engine's save stream. */
  readonly bytes: LayerBytes | null;
}

/** What is known of an image before any layer is read. */
export interface DescribedImage {
  /** The engine's name of the image: digest of index, manifest or configuration, as the store has it. */
  readonly id: Digest;
  readonly reference: string | null;
  /** Of this platform's manifest; null where neither the engine nor the archive has one. */
  readonly manifest: Digest | null;
  /** Of the manifest (image-spec, annotations.md); empty where there is none. */
  readonly annotations: Readonly<Record<string, string>>;
  /** `os/architecture[/variant]` */
  readonly platform: string;
  readonly source: 'content-store' | 'save-stream' | 'archive';
  readonly config: ImageConfig;
  readonly layers: readonly DescribedLayer[];
}
