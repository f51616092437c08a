import { expect, it } from 'vitest';
import { parseDockerfile } from './parse-dockerfile.ts';
import { refusedInstructions } from './refused-instructions.ts';

function refused(text: string): string[] {
  return refusedInstructions(parseDockerfile(text)).map(
    ({ line, column, message, hint }) => `${line}:${column} ${message}${hint === null ? '' : ` | ${hint}`}`,
  );
}

it.each([
  ['CPOY a b', '2:1 unknown instruction: CPOY | Did you mean COPY?'],
  ['XYZZY', '2:1 unknown instruction: XYZZY | No instruction is called so.'],
  [
    'COPY a',
    '2:1 COPY requires at least two arguments, but only one was provided. Destination could not be determined | Write COPY SOURCE DESTINATION.',
  ],
  ['COPY --form=a b c', '2:6 unknown flag: --form | Did you mean --from?'],
  ['WORKDIR --x /a', '2:9 unknown flag: --x | It takes no flags.'],
  ['COPY --from b c', '2:6 missing a value on flag: --from | Write --from=VALUE.'],
  ['COPY --link=maybe b c', '2:6 expecting boolean value for flag --link, not: "maybe" | Write true or false.'],
  ['COPY --from=a --from=b c d', '2:15 duplicate flag specified: --from | Leave one of them.'],
  ['COPY a <<E\nE', '2:8 COPY cannot accept a heredoc as a destination | Write COPY <<NAME DESTINATION.'],
  ['RUN --network=some a', '2:5 invalid network mode "some" | Write default, none or host.'],
  ['SHELL bash', '2:7 SHELL requires the arguments to be in JSON form | Write SHELL ["/bin/bash", "-c"].'],
  ['SHELL []', '2:1 SHELL requires at least one argument'],
  ['ENV', '2:1 ENV requires at least one argument'],
  ['ENV =a', '2:5 ENV names can not be blank | Write name=value.'],
  ['ARG =a', '2:5 ARG names can not be blank | Write name=value.'],
  ['USER', '2:1 USER requires exactly one argument'],
  ['VOLUME [""]', '2:9 VOLUME specified can not be an empty string'],
  ['ONBUILD', '2:1 ONBUILD requires at least one argument'],
  ['ONBUILD ONBUILD RUN a', "2:9 Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed | Write ONBUILD once."],
  ['ONBUILD FROM a', "2:9 FROM isn't allowed as an ONBUILD trigger"],
  ['HEALTHCHECK NONE a', '2:13 HEALTHCHECK NONE takes no arguments'],
  ['HEALTHCHECK CMD', '2:13 Missing command after HEALTHCHECK CMD'],
  [
    'HEALTHCHECK curl',
    '2:13 Unknown type "curl" in HEALTHCHECK (try CMD) | Write HEALTHCHECK CMD command, or HEALTHCHECK NONE.',
  ],
  ['HEALTHCHECK --interval=5 CMD a', '2:13 invalid value for --interval: "5" | Write a time such as 30s or 1m30s.'],
  ['HEALTHCHECK --retries=x CMD a', '2:13 invalid value for --retries: "x" | Write a whole number.'],
])('the builder refuses %s', (line, error) => {
  expect(refused(`FROM debian\n${line}\n`)).toEqual([error]);
});

it('only ARG may stand before FROM', () => {
  expect(refused('ARG A\nRUN a\nFROM b\nRUN c\n')).toEqual([
    '2:1 no build stage in current context | Only ARG may stand before FROM.',
  ]);
});

it.each([
  'COPY --link --chown=a:b --chmod=755 --from=a --parents --exclude=x --exclude=y a b',
  'ADD --keep-git-dir=true --checksum=sha256:x --unpack=false a b',
  'RUN --mount=type=cache,target=/a --mount=type=ssh --network=none --security=insecure --device=x a',
  'HEALTHCHECK --interval=1m30s --timeout=.5s --start-period=0 --start-interval=5s --retries=3 CMD a',
  'HEALTHCHECK NONE',
  'CMD',
  'RUN',
  'ENTRYPOINT []',
  'STOPSIGNAL 9',
  'COPY <<A <<B /c/\nA\nB',
])('it takes %s', (line) => {
  expect(refused(`FROM --platform=$X debian\n${line}\n`)).toEqual([]);
});
