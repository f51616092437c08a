import type { DockerfileExactness, DockerfileSource } from '@aligera/backend/src/recovery-answers.ts';

export const sourceWords: Readonly<Record<DockerfileSource, { readonly title: string }>> = {
  file: { title: 'the file that you gave' },
  'build-history': { title: 'BuildKit’s build history' },
  attestation: { title: 'the attestation in the image' },
  'engine-attestations': { title: 'the engine’s attestations' },
  reconstruction: { title: 'the image’s history' },
};

export const exactnessWords: Readonly<
  Record<DockerfileExactness, { readonly title: string; readonly meaning: string }>
> = {
  exact: { title: 'Exact', meaning: 'The builder wrote this very text down when it built this image.' },
  agrees: { title: 'Fits', meaning: 'The image’s history agrees with every line of it.' },
  differs: { title: 'Differs', meaning: 'The image’s history tells something else from some line on.' },
  unproven: { title: 'Unproven', meaning: 'The image has too little history to tell whether this text built it.' },
  reconstructed: {
    title: 'Reconstructed',
    meaning: 'Written anew from the image’s history: comments, builder stages and more are lost.',
  },
};
