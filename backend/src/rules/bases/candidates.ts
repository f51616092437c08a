import type { Dockerfile } from '../../dockerfile/syntax.ts';
import type { ImageEvidence } from '../evidence.ts';
import { distrolessReferences } from '../larger-than-distroless/base-references.ts';

/** The images that a lighter Dockerfile may build on: the engine is asked for each. Without the one that it builds on now. */
export function candidateBases(_file: Dockerfile, image: ImageEvidence): string[] {
  return ['node:24-slim', 'debian:13-slim', ...distrolessReferences(image)];
}
