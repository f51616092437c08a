import { expect, it } from 'vitest';
import { parseDockerfile } from '../parse-dockerfile.ts';
import { readStages } from '../stages.ts';
import { expandedTexts } from './expanded-texts.ts';
import { type FollowOptions, followVariables } from './follow-variables.ts';

/** What the builder expands in each instruction, as it expands it. */
function follow(text: string, options: FollowOptions = {}) {
  const file = parseDockerfile(text);
  const found: string[][] = [];
  const why = followVariables(file, readStages(file), options, ({ instruction, expand }) => {
    const texts = expandedTexts(instruction).map((piece) => expand(piece.text, piece.heredoc));
    found.push(texts.map((lexed) => (lexed.kind === 'expanded' ? lexed.text : `! ${lexed.why}`)));
  });
  return { found, why };
}

const last = (text: string, options?: FollowOptions) => follow(text, options).found.at(-1);

it('ENV and ARG set variables for what comes after', () => {
  expect(last('FROM a\nENV A=1 B=$A\nENV A=2 B=$A C="$A $B"\nARG D=$B\nWORKDIR /$A/$B/$C/$D\n')).toEqual(['/2/1/1 /1']);
});

it('ARGs before FROM are seen only where they are declared again', () => {
  expect(last('ARG A=1\nARG B=2\nFROM a\nARG A\nUSER $A:$B\n')).toEqual(['1:']);
  expect(last('ARG A=1\nFROM a\nARG A=3\nUSER $A\n')).toEqual(['3']);
});

it('the build may tell other values', () => {
  const buildArgs = new Map([['A', 'told']]);
  expect(last('ARG A=1\nFROM a\nARG A=3\nARG B\nUSER $A:$B\n', { buildArgs })).toEqual(['told:']);
  expect(last('FROM a\nUSER $A\n', { buildArgs })).toEqual(['']);
});

it('platforms are seen where they are declared', () => {
  const text = 'FROM a\nARG TARGETARCH\nARG TARGETVARIANT\nUSER $TARGETARCH/$TARGETVARIANT/$TARGETOS\n';
  expect(last(text, { targetPlatform: 'linux/arm/v7' })).toEqual(['arm/v7/']);
});

it('stages built upon others have their variables, others have not', () => {
  const text = 'FROM a AS x\nENV A=1\nARG B=2\nFROM x AS y\nFROM y\nUSER $A:$B\n';
  expect(last(text)).toEqual(['1:2']);
  expect(last(`${text}FROM a\nUSER $A:$B\n`)).toEqual([':']);
});

it('images have variables that were told, and always a PATH', () => {
  expect(last('FROM a\nENV PATH=/x:$PATH A=$A\n', { baseVariables: () => [['A', 'b']] })).toEqual([
    'PATH',
    '/x:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    'A',
    'b',
  ]);
});

it('what is expanded differs by instruction', () => {
  const text = (instruction: string) => `FROM a\nENV A=1\n${instruction}\n`;
  expect(last(text('COPY --chown=$A --from=$A $A "b$A" /c'))).toEqual(['1', '1', 'b1', '/c']);
  expect(last(text('COPY ["$A", "/"]'))).toEqual(['1', '/']);
  expect(last(text('RUN --mount=type=cache,target=/$A echo $A'))).toEqual(['type=cache,target=/1']);
  expect(last(text('LABEL a$A=$A'))).toEqual(['a1', '1']);
  expect(last(text('CMD $A'))).toEqual([]);
  expect(last(text('COPY <<E <<"F" /d\n"$A"\nE\n$A\nF'))).toEqual(['/d', '"1"\n']);
});

it('what cannot be expanded is told, and sets nothing', () => {
  expect(last('FROM a\nENV A=1\nENV A=${B^^}\nUSER $A${A:?}${B:?no}\n')).toEqual(['! B: no']);
});

it('variables that grow without end stop the expansion, not the file', () => {
  const { found, why } = follow(`FROM a\nENV A=xxxxxxxx\n${'ENV A=$A$A$A$A\n'.repeat(60)}USER $A\nUSER b\n`);
  expect(found.length).toBe(63);
  expect(found.at(-2)?.[0]).toContain('expand to more text');
  expect(why).toBeNull();
});
