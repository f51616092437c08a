import { createHash } from 'node:crypto';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { connect } from 'node:net';
import type { Reply } from './observation.ts';
import type { HttpRequest } from './settings.ts';

// Runs in a relay container, too: nothing but Node's own modules is at hand.

const secondsToAnswer = 10;
const maxBody = 1 << 20;
const maxOther = 4096;
/** What does not speak HTTP is listened to so long. */
const secondsToListen = 1.5;

/** Asks by HTTP, where that is not understood by HTTPS, and else takes what the port sends by itself or to a line of text. */
export async function ask(
  host: string,
  port: number,
  request: HttpRequest,
  name = `localhost:${port}`,
): Promise<Reply> {
  const reply = await askHttp(requestHttp, host, port, request, name);
  const askedPlainly =
    reply.kind === 'http' && reply.status === 400 && /https/i.test(Buffer.from(reply.body).toString());
  if (reply.kind === 'http' && !askedPlainly) return reply;
  if (reply.kind === 'none' && reply.isHttp) return { kind: 'none', why: reply.why };
  const secure = await askHttp(requestHttps, host, port, request, name);
  if (secure.kind === 'http') return secure;
  return reply.kind === 'http' ? reply : await listen(host, port, reply.why);
}

type Try = Extract<Reply, { kind: 'http' }> | { readonly kind: 'none'; readonly why: string; readonly isHttp: boolean };

function askHttp(
  send: typeof requestHttp | typeof requestHttps,
  host: string,
  port: number,
  { method, path, headers, body }: HttpRequest,
  name: string,
): Promise<Try> {
  return new Promise((resolve) => {
    const none = (why: string, isHttp: boolean) => resolve({ kind: 'none', why, isHttp });
    const deadline = setTimeout(() => {
      none(`no answer within ${secondsToAnswer} seconds`, true);
      sent.destroy();
    }, secondsToAnswer * 1000);
    const sent = send({
      host,
      port,
      method,
      path,
      // As a person's browser would ask on the machine itself: services check for whom they are called.
      headers: {
        host: name,
        connection: 'close',
        accept: '*/*',
        ...(body === null ? {} : { 'content-length': Buffer.byteLength(body) }),
        ...headers,
      },
      agent: false,
      // What browsers put up with, as lines that end without a carriage return.
      insecureHTTPParser: true,
      // The certificate is the image's affair.
      rejectUnauthorized: false,
    });
    sent.on('response', (answer) => {
      bodyOf(answer).then(
        (read) => resolve({ kind: 'http', status: answer.statusCode ?? 0, headers: pairs(answer.rawHeaders), ...read }),
        (error: Error) => none(`the answer broke off: ${error.message}`, true),
      );
    });
    sent.on('error', (error) => none(spelled(error), false));
    sent.on('close', () => clearTimeout(deadline));
    sent.end(body ?? undefined);
  });
}

async function bodyOf(
  answer: IncomingMessage,
): Promise<Omit<Extract<Reply, { kind: 'http' }>, 'kind' | 'status' | 'headers'>> {
  const hash = createHash('sha256');
  const kept: Buffer[] = [];
  let bytes = 0;
  // A body without an end is read for a while: what comes later is not compared.
  for await (const piece of answer) {
    const part: Buffer = piece;
    if (bytes < maxBody) kept.push(part.subarray(0, maxBody - bytes));
    hash.update(part);
    bytes += part.length;
    if (bytes > 16 * maxBody) break;
  }
  return { body: Buffer.concat(kept), sha256: hash.digest('hex'), bytes };
}

function pairs(raw: readonly string[]): [string, string][] {
  const found: [string, string][] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) found.push([(raw[i] ?? '').toLowerCase(), raw[i + 1] ?? '']);
  return found;
}

/** Some protocols greet, others answer to a line that they do not understand. */
function listen(host: string, port: number, why: string): Promise<Reply> {
  return new Promise((resolve) => {
    const pieces: Buffer[] = [];
    let bytes = 0;
    const socket = connect({ host, port });
    const end = () => {
      clearTimeout(deadline);
      socket.destroy();
      const heard = Buffer.concat(pieces).subarray(0, maxOther);
      resolve(heard.length > 0 ? { kind: 'other', bytes: heard } : { kind: 'none', why });
    };
    const deadline = setTimeout(end, 2 * secondsToListen * 1000);
    socket.setTimeout(secondsToListen * 1000, () => (pieces.length === 0 ? socket.write('\r\n\r\n') : end()));
    socket.on('data', (piece) => {
      pieces.push(piece);
      bytes += piece.length;
      if (bytes > maxOther) end();
    });
    socket.on('error', end);
    socket.on('close', end);
  });
}

function spelled(error: Error & { readonly code?: string }): string {
  switch (error.code) {
    case 'ECONNREFUSED':
      return 'the connection was refused';
    case 'ECONNRESET':
    case 'EPIPE':
      return 'the connection was broken off';
    default:
      return error.message;
  }
}
