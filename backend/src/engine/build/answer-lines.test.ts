import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { expect, it } from 'vitest';
import { type AnswerLine, answerLines } from './answer-lines.ts';

const id = `sha256:${'a'.repeat(64)}`;

async function linesOf(text: string | Uint8Array, pieceBytes = 7) {
  async function* pieces() {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
  }
  const lines: AnswerLine[] = [];
  for await (const line of answerLines(pieces())) lines.push(line);
  return lines;
}

const text = (writer: BinaryWriter, field: number, value: string) =>
  writer.tag(field, WireType.LengthDelimited).string(value);
const part = (writer: BinaryWriter, field: number, inner: BinaryWriter) =>
  writer.tag(field, WireType.LengthDelimited).bytes(inner.finish());

/** A StatusResponse as BuildKit sends it, with what is not read here too. */
function trace(): Uint8Array {
  const time = new BinaryWriter().tag(1, WireType.Varint).int64(1_700_000_000).tag(2, WireType.Varint).int32(5_000_000);
  const vertex = text(text(text(new BinaryWriter(), 1, 'sha256:d'), 2, 'sha256:input'), 3, '[2/2] RUN make');
  part(vertex.tag(4, WireType.Varint).bool(true), 5, time);
  text(vertex, 7, 'it failed');
  const log = text(text(new BinaryWriter(), 1, 'sha256:d').tag(3, WireType.Varint).int64(2), 4, 'said\n');
  const status = text(new BinaryWriter(), 1, 'extracting');
  return part(part(part(new BinaryWriter(), 1, vertex), 2, status), 3, log).finish();
}

it('reads what BuildKit tells, the image and the failure', async () => {
  const aux = Buffer.from(trace()).toString('base64');
  const answer = [{ id: 'moby.buildkit.trace', aux }, { id: 'moby.image.id', aux: { ID: id } }, { error: 'no' }];
  const lines = await linesOf(`${answer.map((line) => JSON.stringify(line)).join('\r\n')}\n\n{"stream":"Step 1"}`);
  const vertex = { name: '[2/2] RUN make', cached: true, started: 1_700_000_000_005, completed: null };
  expect(lines).toEqual([
    {
      kind: 'update',
      update: {
        vertexes: [{ digest: 'sha256:d', ...vertex, error: 'it failed' }],
        logs: [{ vertex: 'sha256:d', bytes: new Uint8Array(Buffer.from('said\n')) }],
      },
    },
    { kind: 'image', id },
    { kind: 'error', said: 'no' },
  ]);
});

it.each([
  'no JSON\n',
  '{"error": 5}',
  '[]',
  `{"id":"moby.buildkit.trace","aux":"${Buffer.from('damaged').toString('base64')}"}`,
])('does not understand %j', async (answer) => {
  await expect(linesOf(answer)).rejects.toMatchObject({ code: 'engine-error' });
});

it('takes no line without end', async () => {
  await expect(linesOf(Buffer.alloc(30 << 20, 'x'), 1 << 20)).rejects.toMatchObject({ code: 'limit-exceeded' });
});
