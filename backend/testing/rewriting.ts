import { parseDockerfile } from '../src/dockerfile/parse-dockerfile.ts';
import type { SubjectParts } from '../src/rules/subject.ts';

/** What rules get where only the text of a Dockerfile is known. */
export function textOnly(text: string): SubjectParts {
  return {
    original: parseDockerfile(text),
    lines: null,
    image: null,
    project: null,
    bases: () => null,
    buildArgs: new Map(),
    target: null,
    ignoreText: '',
  };
}
