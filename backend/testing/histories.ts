import type { HistoryLine } from '../src/dockerfile/recover/history-line.ts';

/** A Dockerfile with everything that builders write into the history in forms of their own. */
export const manyForms = `FROM debian:13-slim
LABEL a=b "c d"="e f" g='h "i" $j \\\\'
MAINTAINER Some One <one@example.org>
ARG X=1 Y="two words"
ARG Z
ENV P=/opt Q="x y" R=a\\ b S='$HOME'
ENV LEGACY one two  three
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
RUN echo $X  && \\
    # comment
    echo "$Y" >  /opt/1 ; \\
\techo done
RUN ["/bin/echo", "a b", "c"]
SHELL ["/bin/sh", "-c"]
WORKDIR /srv
WORKDIR rel/$P
ADD a.txt b.txt ./
COPY --chown=1000:1000 d /d/
COPY ["a.txt", "/with space/"]
COPY d .
EXPOSE 80 443/tcp 53/udp $X
VOLUME /data /more
VOLUME ["/with space", "/x"]
USER 1000:1000
HEALTHCHECK --interval=30s --timeout=3s --retries=2 CMD curl -f "http://x" || exit 1
STOPSIGNAL SIGINT
ONBUILD RUN echo hi
ENTRYPOINT ["/bin/sh", "-c", "echo \\"q\\" \\t é"]
CMD echo "$HOME" && ls
`;

/** What the configuration of the image says then. */
export const manyFormsConfig = {
  env: ['PATH=/usr/bin:/bin', 'P=/opt', 'Q=x y', 'R=a b', 'S=$HOME', 'LEGACY=one two  three'],
  labels: { a: 'b', 'c d': 'e f', g: 'h "i" $j \\\\' },
  shell: ['/bin/sh', '-c'],
  onbuild: ['RUN echo hi'],
};

const baseLine = `# debian.sh --arch 'amd64' out/ 'trixie' '@1795252544'`;
const copied = (digit: string) => digit.repeat(64);

/**
 * Lines that builders wrote for it, with `--build-arg "Z=z q"`; a `+` in front of those with a layer.
 * `buildkit`: Docker 28.5; `buildkit-20`: BuildKit in Docker 20.10; `classic`: the classic builder there.
 */
export const manyFormsHistories: Readonly<Record<'buildkit' | 'buildkit-20' | 'classic', readonly HistoryLine[]>> = {
  buildkit: history('buildkit.dockerfile.v0', [
    'LABEL a=b c d=e f g=h "i" $j \\\\',
    'MAINTAINER Some One <one@example.org>',
    'ARG X=1 Y=two words',
    'ARG Z=z q',
    'ENV P=/opt Q=x y R=a b S=$HOME',
    'ENV LEGACY=one two  three',
    'SHELL [/bin/bash -o pipefail -c]',
    '+RUN |3 X=1 Y=two words Z=z q /bin/bash -o pipefail -c echo $X  &&     echo "$Y" >  /opt/1 ; \techo done # buildkit',
    '+RUN |3 X=1 Y=two words Z=z q /bin/echo a b c # buildkit',
    'SHELL [/bin/sh -c]',
    '+WORKDIR /srv',
    '+WORKDIR /srv/rel/opt',
    '+ADD a.txt b.txt ./ # buildkit',
    '+COPY --chown=1000:1000 d /d/ # buildkit',
    '+COPY a.txt /with space/ # buildkit',
    '+COPY d . # buildkit',
    'EXPOSE [1/tcp 443/tcp 53/udp 80/tcp]',
    'VOLUME [/data /more]',
    'VOLUME [/with space /x]',
    'USER 1000:1000',
    `HEALTHCHECK &{["CMD-SHELL" "curl -f \\"http://x\\" || exit 1"] "30s" "3s" "0s" "0s" '\\x02'}`,
    'STOPSIGNAL SIGINT',
    'ENTRYPOINT ["/bin/sh" "-c" "echo \\"q\\" \\t é"]',
    'CMD ["/bin/sh" "-c" "echo \\"$HOME\\" && ls"]',
  ]),
  'buildkit-20': history('buildkit.dockerfile.v0', [
    'LABEL a=b c d=e f g=h "i" $j \\\\',
    'MAINTAINER Some One <one@example.org>',
    'ARG X=1 Y=two words',
    'ARG Z',
    'ENV P=/opt Q=x y R=a b S=$HOME',
    'ENV LEGACY=one two  three',
    'SHELL [/bin/bash -o pipefail -c]',
    '+RUN |3 X=1 Y=two words Z=z q /bin/bash -o pipefail -c echo $X  &&     echo "$Y" >  /opt/1 ; \techo done # buildkit',
    '+RUN |3 X=1 Y=two words Z=z q /bin/echo a b c # buildkit',
    'SHELL [/bin/sh -c]',
    '+WORKDIR /srv',
    '+WORKDIR /srv/rel/opt',
    '+ADD a.txt b.txt ./ # buildkit',
    '+COPY d /d/ # buildkit',
    '+COPY a.txt /with space/ # buildkit',
    '+COPY d . # buildkit',
    'EXPOSE map[1/tcp:{} 443/tcp:{} 53/udp:{} 80/tcp:{}]',
    'VOLUME [/data /more]',
    'VOLUME [/with space /x]',
    'USER 1000:1000',
    `HEALTHCHECK &{["CMD-SHELL" "curl -f \\"http://x\\" || exit 1"] "30s" "3s" "0s" '\\x02'}`,
    'STOPSIGNAL SIGINT',
    'ENTRYPOINT ["/bin/sh" "-c" "echo \\"q\\" \\t é"]',
    'CMD ["/bin/sh" "-c" "echo \\"$HOME\\" && ls"]',
  ]),
  classic: history(null, [
    '/bin/sh -c #(nop)  LABEL a=b c d=e f g=h "i" $j \\\\',
    '/bin/sh -c #(nop)  MAINTAINER Some One <one@example.org>',
    '/bin/sh -c #(nop)  ARG X=1 Y=two words',
    '/bin/sh -c #(nop)  ARG Z',
    '/bin/sh -c #(nop)  ENV P=/opt Q=x y R=a b S=$HOME',
    '/bin/sh -c #(nop)  ENV LEGACY=one two  three',
    '/bin/bash -o pipefail -c #(nop)  SHELL [/bin/bash -o pipefail -c]',
    '+|3 X=1 Y=two words Z=z q /bin/bash -o pipefail -c echo $X  &&     echo "$Y" >  /opt/1 ; \techo done',
    '|3 X=1 Y=two words Z=z q /bin/echo a b c',
    '/bin/sh -c #(nop)  SHELL [/bin/sh -c]',
    '/bin/sh -c #(nop) WORKDIR /srv',
    '+/bin/sh -c #(nop) WORKDIR /srv/rel/opt',
    `+/bin/sh -c #(nop) ADD multi:${copied('a')} in ./ `,
    `+/bin/sh -c #(nop) COPY --chown=1000:1000dir:${copied('c')} in /d/ `,
    `+/bin/sh -c #(nop) COPY file:${copied('b')} in /with space/ `,
    `+/bin/sh -c #(nop) COPY dir:${copied('c')} in . `,
    '/bin/sh -c #(nop)  EXPOSE 1 443/tcp 53/udp 80',
    '/bin/sh -c #(nop)  VOLUME [/data /more]',
    '/bin/sh -c #(nop)  VOLUME [/with space /x]',
    '/bin/sh -c #(nop)  USER 1000:1000',
    `/bin/sh -c #(nop)  HEALTHCHECK &{["CMD-SHELL" "curl -f \\"http://x\\" || exit 1"] "30s" "3s" "0s" '\\x02'}`,
    '/bin/sh -c #(nop)  STOPSIGNAL SIGINT',
    '/bin/sh -c #(nop)  ONBUILD RUN echo hi',
    '/bin/sh -c #(nop)  ENTRYPOINT ["/bin/sh" "-c" "echo \\"q\\" \\t é"]',
    '/bin/sh -c #(nop)  CMD ["/bin/sh" "-c" "echo \\"$HOME\\" && ls"]',
  ]),
};

function history(comment: string | null, lines: readonly string[]): HistoryLine[] {
  const base: HistoryLine = { createdBy: baseLine, comment: null, empty: false, created: null };
  return [base, ...lines.map((line) => lineOf(line, comment))];
}

/** A line with a `+` in front where it has a layer. */
export function lineOf(line: string, comment: string | null = 'buildkit.dockerfile.v0'): HistoryLine {
  const empty = !line.startsWith('+');
  return { createdBy: empty ? line : line.slice(1), comment, empty, created: null };
}

/** The history as an image tells it. */
export function imageHistory(lines: readonly HistoryLine[], shell = '/bin/sh -c') {
  return { lines, ofLayers: lines.filter(({ empty }) => !empty).map(({ createdBy }) => createdBy), shell };
}
