import type { Cause } from '@aligera/backend/src/answers.ts';

/** What the words on the screen mean, in the words of ARCHITECTURE.md. */
export const definitions = {
  transfer: 'Transfer: the compressed layers, which is what a pull or push moves over the network.',
  unpacked: 'Unpacked: the layers after decompression, as the engine’s store reports them.',
  onDisk:
    'On disk: all that the image takes in the engine’s store. The containerd store keeps layers both compressed and unpacked, so this can be the sum of the other two.',
  shared: 'Shared: the part of “on disk” that other images use too. Deleting this image alone would not free it.',
  containers: 'Containers made from this image, running or not.',
  stored: 'Stored: the sizes of all files in all layers. Stored = live + reclaimable, always.',
  live: 'Live: bytes of files that are still there in the final file system.',
  reclaimable:
    'Reclaimable: bytes that are stored in some layer but cannot be reached in the final file system. A better Dockerfile would not store them.',
  efficiency: 'Efficiency: live bytes divided by stored bytes. 100 % means that nothing stored is hidden.',
  duplicates:
    'Duplicates: the same live content at several paths, counted as (copies − 1) × size. Not part of reclaimable: each copy is in use.',
  compressed: 'Compressed: bytes of the layer as it is transferred.',
  fileCount: 'Files: regular files that this layer holds, new or stored again.',
} as const;

export const unknownSizes = {
  transfer:
    'The engine keeps only unpacked layers (graph driver), or does not tell: what a pull transferred is unknown.',
  unpacked: 'The engine does not tell the unpacked size of this image.',
  onDisk: 'This image is not in the engine’s store, or the engine does not tell.',
  shared: 'The engine did not tell what this image shares with others.',
  compressed: 'Only the unpacked layer is at hand, so its compressed size is unknown.',
} as const;

export const causeWords: Readonly<Record<Cause, { readonly title: string; readonly meaning: string }>> = {
  deleted: {
    title: 'Deleted',
    meaning: 'Stored by one layer, removed by a later one. A layer never shrinks those below it: the bytes stay.',
  },
  overwritten: {
    title: 'Overwritten',
    meaning: 'Stored by one layer, replaced with other content by a later one. Both versions are kept.',
  },
  'metadata-only': {
    title: 'Metadata only',
    meaning: 'The same content stored again because only its owner, mode or time changed (chown, chmod, touch).',
  },
  moved: {
    title: 'Moved',
    meaning: 'Renamed in a later layer: the old copy is hidden, the same content is stored again at the new path.',
  },
};
