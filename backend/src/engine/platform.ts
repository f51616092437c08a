import { z } from 'zod';

/** A platform as OCI describes it (image-spec, image-index.md), as far as images are told apart by it here. */
export const platformSchema = z.object({
  os: z.string(),
  architecture: z.string(),
  variant: z.string().nullish(),
});
export type Platform = z.infer<typeof platformSchema>;

/** `os/architecture[/variant]` */
export function spellPlatform({ os, architecture, variant }: Platform): string {
  return [os, architecture, variant].filter(Boolean).join('/');
}

/** Whether an image for `found` is one for `wanted`; a platform without variant wants any. */
export function isPlatform(wanted: string, found: string): boolean {
  const [os, architecture, variant] = wanted.split('/');
  const [foundOs, foundArchitecture, foundVariant] = found.split('/');
  if (os !== foundOs || architecture !== foundArchitecture) return false;
  return !variant || variant === (foundVariant || usualVariant(foundArchitecture));
}

/** What is meant where the variant is left out (containerd, platforms.Normalize). */
function usualVariant(architecture: string | undefined): string {
  return { arm64: 'v8', arm: 'v7', amd64: 'v1' }[architecture ?? ''] ?? '';
}
