import type { Dockerfile } from '../../dockerfile/syntax.ts';
import type { ImageEvidence } from '../evidence.ts';

/** The images that a lighter Dockerfile may build on: the engine is asked for each. Without the one that it builds on now. */
export function candidateBases(_file: Dockerfile, _image: ImageEvidence): string[] {
  return ['node:24-slim', 'debian:13-slim', 'eclipse-temurin:21-jre'];
}
