import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aligera-parse-'));
  await writeFile(join(folder, 'Dockerfile'), '# escape=`\nFROM a AS b\nONBUILD COPY --link <<E /x\nhi\nE\nCMD\n');
  await writeFile(join(folder, 'wrong'), 'FROM a\nENV b\nRUN ["x"]\n');
  await writeFile(join(folder, 'bytes'), Buffer.from('FROM a\xff\n', 'latin1'));
  await writeFile(join(folder, 'huge'), Buffer.alloc(20_000_000, 'RUN a\n'));
});
afterAll(() => rm(folder, { recursive: true }));

async function parse(input: string | null, ...words: string[]) {
  const cli = join(import.meta.dirname, '../cli.ts');
  const child = spawn(process.execPath, [cli, 'parse', ...words], { cwd: folder });
  child.stdin.on('error', () => {}).end(input ?? '');
  const [out, err, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise((resolve) => child.on('close', resolve)),
  ]);
  const lines = out.split('\n').filter((line) => line !== '');
  return { code, err, out: lines.map((line): unknown => JSON.parse(line)) };
}

const from = { keyword: 'FROM', start: 1, end: 1, flags: [], json: false, heredocs: null, onbuild: null };

describe('aligera parse', () => {
  it('prints a line of JSON for each file, in the shape that BuildKit holds it', async () => {
    const { code, err, out } = await parse(null, 'Dockerfile', 'bytes');
    expect([code, err]).toEqual([0, '']);
    expect(out).toEqual([
      {
        file: 'Dockerfile',
        escape: '`',
        errors: [],
        instructions: [
          { ...from, start: 2, end: 2, values: ['a', 'AS', 'b'] },
          {
            keyword: 'ONBUILD',
            start: 3,
            end: 5,
            flags: [],
            values: null,
            json: false,
            heredocs: [{ Name: 'E', Content: 'hi\n', Chomp: false, Expand: true }],
            onbuild: {
              Value: 'COPY',
              Start: 0,
              End: 0,
              Flags: ['--link'],
              Vals: ['<<E', '/x'],
              JSON: false,
              H: null,
              Orig: 'COPY --link <<E /x',
              Sub: null,
              Comments: null,
            },
          },
          { ...from, keyword: 'CMD', start: 6, end: 6, flags: null, values: null },
        ],
      },
      { file: 'bytes', escape: '\\', errors: [], instructions: [{ ...from, values: ['a\ufffd'] }] },
    ]);
  });

  it('tells what is wrong in a file as data, and goes on', async () => {
    const { code, err, out } = await parse(null, 'wrong', 'huge');
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatchObject([
      {
        errors: [{ message: 'ENV must have two arguments', hint: 'Write name=value.', line: 2, column: 5 }],
        instructions: [{}, {}, { keyword: 'RUN', json: true }],
      },
      { file: 'huge', errors: [{ message: expect.stringContaining('longer than') }] },
    ]);
  });

  it('reads standard input', async () => {
    expect((await parse('FROM a\n', '-')).out).toEqual([
      { file: '-', escape: '\\', errors: [], instructions: [{ ...from, values: ['a'] }] },
    ]);
  });

  it('tells which files cannot be read, and parses the others', async () => {
    const { code, err, out } = await parse(null, 'nowhere', '.', 'bytes');
    expect(code).toBe(1);
    expect(err.trimEnd().split('\n')).toEqual([
      expect.stringContaining('nowhere cannot be read'),
      expect.stringContaining('. cannot be read'),
    ]);
    expect(out).toMatchObject([{ file: 'bytes' }]);
  });

  it('asks for a file', async () => {
    expect(await parse(null)).toMatchObject({ code: 2, err: expect.stringContaining('needs a FILE') });
  });
});
