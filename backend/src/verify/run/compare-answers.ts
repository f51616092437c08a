import type { ComparedCheck } from '../../verify-answers.ts';
import { NoiseCount, withoutNoise } from './noise.ts';
import type { Answer, Observation, Reply, Three } from './observation.ts';
import { shortened, shownApart } from './shown.ts';
import { compareSteady } from './steady.ts';

/** Headers that are another's business than the program's, or tell when a file was written or a page made. */
const untold = new Set(['date', 'connection', 'keep-alive', 'transfer-encoding', 'content-length', 'age']);
const untoldValues = new Map([
  ['etag', 'when or as what a file was written'],
  ['last-modified', 'when a file was written'],
  ['expires', 'until when an answer may be kept'],
]);

/** What the original answered, and whether the variant answers that, too. */
export function compareAnswers([original, again, variant]: Three, count: NoiseCount): ComparedCheck[] {
  return original.answers.flatMap((answer, i) => {
    const [answer2, answer3] = [again.answers[i], variant.answers[i]];
    if (answer2 === undefined || answer3 === undefined) return [];
    // Asked again, it is told only where it is not as it was before.
    const check = compareAnswer([answer, original], [answer2, again], [answer3, variant], count);
    return answer.round === 'last' && check.outcome !== 'differs' ? [] : [check];
  });
}

type Given = readonly [Answer, Observation];

function compareAnswer(
  [answer, original]: Given,
  [answer2, again]: Given,
  [answer3, variant]: Given,
  count: NoiseCount,
): ComparedCheck {
  const { port, request, round, reply } = answer;
  const subject = reply.kind === 'other' ? 'other-protocol' : 'http';
  const asked = reply.kind === 'other' ? `${port}/tcp` : `${request.method} ${request.path} at ${port}/tcp`;
  const what = round === 'last' ? `${asked}, asked again in the end` : asked;
  const told = [
    spell(answer.reply, original, count),
    spell(answer2.reply, again, new NoiseCount()),
    spell(answer3.reply, variant, count),
  ] as const;
  const shown = { original: summary(answer.reply), variant: summary(answer3.reply) };
  if (reply.kind === 'none') {
    const alike = answer3.reply.kind === 'none';
    // The original that answered once and does not any more has no steady way either.
    const steady = answer2.reply.kind === 'none';
    return { subject, what, outcome: alike || !steady ? 'nothing' : 'differs', proves: false, ...shown };
  }
  if (!isSteady(reply, answer2.reply)) return { subject, what, outcome: 'nothing', proves: false, ...shown };
  const compared = compareSteady(...told, count);
  if (compared.outcome === 'differs') {
    const detail = shownApart(compared.original, compared.variant);
    if (answer3.reply.kind !== reply.kind) return { subject, what, outcome: 'differs', proves: false, ...shown };
    const same = shown.original === shown.variant;
    return {
      subject,
      what,
      outcome: 'differs',
      proves: false,
      original: same ? detail.original : `${shown.original}: ${detail.original}`,
      variant: same ? detail.variant : `${shown.variant}: ${detail.variant}`,
    };
  }
  const works = reply.kind === 'other' || reply.status < 400;
  return {
    subject,
    what,
    outcome: compared.outcome === 'alike' ? 'alike' : 'nothing',
    proves: compared.outcome === 'alike' && works,
    ...shown,
  };
}

/** Whether the original answered in the same way twice, whatever it said. */
const isSteady = (one: Reply, other: Reply) =>
  one.kind === other.kind && (one.kind !== 'http' || other.kind !== 'http' || one.status === other.status);

/** An answer as text, line by line: its status, its headers in order, its body. */
function spell(reply: Reply, { run }: Observation, count: NoiseCount): string {
  switch (reply.kind) {
    case 'none':
      return `no answer: ${reply.why}`;
    case 'other':
      return withoutNoise(Buffer.from(reply.bytes).toString('latin1'), 'answer', run, count);
    case 'http': {
      const headers = reply.headers
        .filter(([name]) => !untold.has(name))
        .map(([name, value]) => `${name}: ${headerValue(name, value, count)}`)
        .sort();
      const head = [`status ${reply.status}`, ...headers].join('\n');
      return `${withoutNoise(head, 'answer', run, count)}\n\n${withoutNoise(bodyText(reply), 'answer', run, count)}`;
    }
  }
}

function headerValue(name: string, value: string, count: NoiseCount): string {
  const untoldWhy = untoldValues.get(name);
  if (untoldWhy === undefined) return value;
  count.add(`header-${name}`, `the value of the header ${name}: ${untoldWhy}`);
  return '';
}

/** Text in lines that can be compared one by one; of what is no text, how much it is and what it hashes to. */
function bodyText({ headers, body, bytes, sha256 }: Extract<Reply, { kind: 'http' }>): string {
  const text = Buffer.from(body).toString('utf8');
  // A character that stands for bytes which are none in UTF-8, or a NUL.
  if (/[\ufffd\0]/.test(text)) return `${bytes} bytes, SHA-256 ${sha256}`;
  const rest = bytes > body.length ? `\n${bytes} bytes, SHA-256 ${sha256}` : '';
  const json = parsed(text);
  if (json !== undefined) return JSON.stringify(json, sortedKeys, 1) + rest;
  const type = headers.find(([name]) => name === 'content-type')?.[1] ?? '';
  return (/html|xml/i.test(type) ? text.replace(/>\s*</g, '>\n<') : text) + rest;
}

function parsed(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The order of keys is nobody's promise. */
function sortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function summary(reply: Reply): string {
  switch (reply.kind) {
    case 'none':
      return reply.why;
    case 'other':
      return `${reply.bytes.length} bytes that are no HTTP: ${shortened(Buffer.from(reply.bytes).toString('latin1'))}`;
    case 'http': {
      const type = reply.headers.find(([name]) => name === 'content-type')?.[1] ?? 'no content type';
      return `${reply.status}, ${type}, ${reply.bytes} bytes`;
    }
  }
}
