/** A line of an image's history (image-spec, config.md), as builders write them for Dockerfiles. */
export interface HistoryLine {
  readonly createdBy: string | null;
  readonly comment: string | null;
  /** Has no layer; null where that is not said. */
  readonly empty: boolean | null;
  /** ISO 8601; null where it is not said. */
  readonly created: string | null;
}

/** What a history line says of the instruction that it stands for. */
export interface WrittenInstruction {
  /** `classic`: by Docker's own builder, Podman and others; `buildkit`: variables expanded, the rest as written. */
  readonly builder: 'classic' | 'buildkit';
  /** In capital letters. */
  readonly name: string;
  /** What follows the keyword. Of a RUN: values of build arguments, shell and command, or the words of the JSON form. */
  readonly rest: string;
  /** Build arguments that a RUN was given, `NAME=value` each in front of the command. */
  readonly argCount: number;
}

const keywords =
  'ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|RUN|SHELL|STOPSIGNAL|USER|VOLUME|WORKDIR';
const nop = ' #(nop) ';
const nopInstruction = new RegExp(`^ ?(${keywords})(?: ([\\s\\S]*))?$`);
const buildkitInstruction = new RegExp(`^(${keywords})(?: ([\\s\\S]*?))?(?: # buildkit)?$`);

/**
 * @returns null where the line is not of a Dockerfile, or says nothing
 */
export function readHistoryLine({
  createdBy,
  comment,
}: Pick<HistoryLine, 'createdBy' | 'comment'>): WrittenInstruction | null {
  const line = createdBy ?? '';
  if (comment === 'buildkit.exporter.image.v0') return null;
  const nopAt = line.indexOf(nop);
  const noped = nopAt === -1 ? null : nopInstruction.exec(line.slice(nopAt + nop.length));
  if (noped !== null) return { builder: 'classic', name: noped[1] ?? '', rest: noped[2] ?? '', argCount: 0 };
  const found = buildkitInstruction.exec(line);
  if (found !== null) {
    const [, name = '', rest = ''] = found;
    return name === 'RUN' ? runOf('buildkit', rest) : { builder: 'buildkit', name, rest, argCount: 0 };
  }
  // What the classic builder ran stands there as it is, without a keyword; so may anything else.
  return !comment && /^(\|\d+ |\/)/.test(line) ? runOf('classic', line) : null;
}

/** `|2 A=1 B=2 /bin/sh -c make` */
function runOf(builder: WrittenInstruction['builder'], text: string): WrittenInstruction {
  const counted = /^\|(\d{1,4}) ([\s\S]*)$/.exec(text);
  if (counted === null) return { builder, name: 'RUN', rest: text, argCount: 0 };
  return { builder, name: 'RUN', rest: counted[2] ?? '', argCount: Number(counted[1]) };
}
