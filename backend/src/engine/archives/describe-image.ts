import { cancelled, Failure } from '../../failure.ts';
import type { DescribedImage, DescribedLayer, Digest } from '../described-image.ts';
import { alignHistory } from '../image-config.ts';
import type { FoundImage, FoundLayer, Variant, VariantContent } from './found-image.ts';

/** @throws Failure `platform-not-available`, and those of `VariantContent.layers` */
export async function describeImage(
  title: string,
  image: FoundImage,
  platform: string | undefined,
  signal: AbortSignal,
): Promise<DescribedImage> {
  if (signal.aborted) throw cancelled();
  const variant = chosenVariant(title, image.variants, platform);
  const { config } = variant.content;
  if (config.os === 'windows') {
    throw new Failure('not-supported', `${nameOf(image)} in ${title} is a Windows image`, {
      hint: 'Layers of Windows images are laid out differently; they cannot be read yet.',
    });
  }
  const layers = await variant.content.layers();
  const createdBy = alignHistory(config);
  return {
    id: image.id,
    reference: image.references[0] ?? null,
    manifest: variant.manifest,
    annotations: variant.content.annotations,
    platform: variant.platform,
    source: 'archive',
    config,
    layers: layers.map((layer, index) => describedLayer(layer, index, config.rootfs.diff_ids[index], createdBy[index])),
  };
}

function describedLayer(
  layer: FoundLayer,
  index: number,
  diffId: Digest | undefined,
  createdBy: string | null | undefined,
): DescribedLayer {
  if (diffId === undefined) throw new RangeError(`layer ${index} has no diff ID`);
  return {
    index,
    diffId,
    createdBy: createdBy ?? null,
    compressedBytes: layer.transferBytes,
    bytes: { from: 'file', ...layer.place, digest: layer.digest },
  };
}

type Present = Variant & { readonly content: VariantContent };

function chosenVariant(title: string, variants: readonly Variant[], wanted: string | undefined): Present {
  const present = variants.filter((variant): variant is Present => variant.content !== null);
  const ours = `linux/${process.arch === 'x64' ? 'amd64' : process.arch}`;
  const chosen =
    wanted === undefined
      ? (present.find(({ platform }) => matches(platform, ours)) ?? present[0])
      : (present.find(({ platform }) => platform === wanted) ??
        present.find(({ platform }) => matches(platform, wanted)));
  if (chosen !== undefined) return chosen;
  const there = present.map(({ platform }) => platform).join(', ') || 'none';
  const named = wanted !== undefined && variants.some(({ platform }) => matches(platform, wanted));
  throw new Failure(
    'platform-not-available',
    named
      ? `${title} names the platform ${wanted}, but does not contain it; contained: ${there}`
      : `${title} has no platform ${wanted ?? 'at all'}; contained: ${there}`,
    { hint: 'Pull that platform with docker pull --platform and save the image again, or choose another.' },
  );
}

/** Without a variant any will do; `arm64` and `arm64/v8` are the same. */
function matches(platform: string, wanted: string): boolean {
  const [os, architecture, variant] = normal(platform);
  const [wantedOs, wantedArchitecture, wantedVariant] = normal(wanted);
  return (
    os === wantedOs && architecture === wantedArchitecture && (wantedVariant === undefined || variant === wantedVariant)
  );
}

const architectures = new Map([
  ['aarch64', 'arm64'],
  ['x86_64', 'amd64'],
  ['x86-64', 'amd64'],
  ['armhf', 'arm'],
]);

function normal(platform: string): readonly (string | undefined)[] {
  const [os, written = '', variant] = platform.toLowerCase().split('/');
  const architecture = architectures.get(written) ?? written;
  return [os, architecture, architecture === 'arm64' && variant === 'v8' ? undefined : variant];
}

function nameOf(image: FoundImage): string {
  return image.references[0] ?? image.id;
}
