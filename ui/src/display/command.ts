/** The line of a Dockerfile that made a layer, as well as the image's history tells it. */
export interface ReadableCommand {
  /** `RUN`, `COPY`…; null where the history line follows no known form. */
  readonly instruction: string | null;
  readonly text: string;
}

const instructionWord =
  /^(ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|RUN|SHELL|STOPSIGNAL|USER|VOLUME|WORKDIR)\s+/;

/**
 * Reads a history line of either builder: `/bin/sh -c #(nop) COPY dir:… in /app` (classic),
 * `RUN |2 A=1 B=2 /bin/sh -c make # buildkit` and `COPY a b # buildkit` (BuildKit), `/bin/sh -c make` (classic RUN).
 */
export function readableCommand(createdBy: string): ReadableCommand {
  const line = createdBy.replace(/\s*# buildkit\s*$/, '').trim();
  const nop = /^(?:\|\d+ .*?)?\/bin\/sh -c #\(nop\)\s+/s.exec(line);
  const bare = nop ? line.slice(nop[0].length) : line;
  const word = instructionWord.exec(bare);
  if (word?.[1] !== undefined) {
    const rest = bare.slice(word[0].length);
    return { instruction: word[1], text: oneLine(word[1] === 'RUN' ? withoutShell(rest) : withoutHashes(rest)) };
  }
  const shell = withoutShell(bare);
  return shell === bare ? { instruction: null, text: oneLine(bare) } : { instruction: 'RUN', text: oneLine(shell) };
}

/** Drops the build arguments' prefix and the default shell; another shell is part of what ran, so it stays. */
function withoutShell(command: string): string {
  return command.replace(/^\|\d+ (?:.*? )??(?=\/bin\/sh -c )/s, '').replace(/^\/bin\/sh -c\s+/, '');
}

/** The classic builder writes sources as `file:<hash> in <target>`: the hash says nothing to a person. */
function withoutHashes(rest: string): string {
  return rest.replace(/\b(file|dir|multi):([0-9a-f]{8})[0-9a-f]{8,}/g, '$1:$2…');
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
