import { once } from 'node:events';
import http2 from 'node:http2';
import net from 'node:net';
import { Duplex } from 'node:stream';
import { Failure } from '../failure.ts';
import type { EngineAddress } from './address.ts';
import { connectionFailure } from './connection-failure.ts';
import { dial } from './dial.ts';

/** gRPC over the engine's own socket: `POST /grpc` is upgraded to HTTP/2 (Docker Engine API, "Session" and BuildKit). */

/** Large enough to keep a fast sender busy; what a slow reader leaves unread waits in memory up to this size. */
const windowBytes = 4 * 1024 * 1024;
/** Fewer and larger chunks than with the default of 16 KiB. */
const frameBytes = 1024 * 1024;
const maxHeadBytes = 64 * 1024;
const upgrade = 'POST /grpc HTTP/1.1\r\nHost: docker\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n';

/** @throws Failure `engine-absent`, `permission-denied`, `engine-gone`, `not-supported` (no such endpoint), `cancelled` */
export async function openGrpc(address: EngineAddress, signal: AbortSignal): Promise<http2.ClientHttp2Session> {
  try {
    const direct = address.kind === 'socket' || (address.kind === 'tcp' && address.tls === null);
    const connection = direct ? await upgradeSocket(address, signal) : await upgradeStream(address, signal);
    return startSession(connection);
  } catch (error) {
    throw connectionFailure(error, address);
  }
}

function startSession(connection: Duplex): http2.ClientHttp2Session {
  const session = http2.connect('http://docker', {
    createConnection: () => connection,
    settings: { initialWindowSize: windowBytes, maxFrameSize: frameBytes, enablePush: false },
  });
  // Each call sees its own error; without a listener the session's would end the process.
  session.on('error', () => {});
  session.once('connect', () => {
    // It is told late, and the session may be over by then.
    if (!session.destroyed) session.setLocalWindowSize(windowBytes);
  });
  // The socket stopped reading at the end of the upgrade's answer; HTTP/2 only takes over what it reads.
  connection.resume();
  return session;
}

/**
 * The server speaks HTTP/2 right behind its answer, and a socket handed to `node:http2` loses what was read beyond the
 * answer. Reading that byte by byte keeps the socket whole, so that HTTP/2 runs natively on it: half the processor
 * time of a stream in between.
 */
async function upgradeSocket(
  address: Extract<EngineAddress, { kind: 'socket' | 'tcp' }>,
  signal: AbortSignal,
): Promise<net.Socket> {
  signal.throwIfAborted();
  const head: number[] = [];
  const target = address.kind === 'socket' ? { path: address.path } : { host: address.host, port: address.port };
  return new Promise((resolve, reject) => {
    const socket = net.connect({
      ...target,
      onread: {
        buffer: Buffer.alloc(1),
        callback: (_count, bytes) => {
          head.push(bytes[0] ?? 0);
          if (!isComplete(head)) return true;
          // Not at once: the socket is in the middle of its read.
          setImmediate(finish);
          return false;
        },
      },
    });
    const fail = (error: unknown) => {
      signal.removeEventListener('abort', abort);
      socket.destroy();
      reject(error);
    };
    const abort = () => fail(signal.reason);
    const finish = () => {
      signal.removeEventListener('abort', abort);
      socket.off('error', fail).off('close', closed);
      try {
        checkUpgraded(Buffer.from(head).toString('latin1'));
        resolve(socket);
      } catch (error) {
        fail(error);
      }
    };
    const closed = () => fail(lost());
    signal.addEventListener('abort', abort, { once: true });
    socket.on('error', fail).on('close', closed);
    socket.write(upgrade);
  });
}

/** For TLS and ssh: what was read beyond the answer is put back into a stream in between. */
async function upgradeStream(address: EngineAddress, signal: AbortSignal): Promise<Duplex> {
  const inner = await dial(address, signal);
  try {
    inner.write(upgrade);
    const head: number[] = [];
    while (!isComplete(head)) {
      if (inner.readableEnded || inner.destroyed) throw lost();
      const byte: Buffer | null = inner.read(1);
      if (byte === null) await once(inner, 'readable', { signal });
      else head.push(byte[0] ?? 0);
    }
    checkUpgraded(Buffer.from(head).toString('latin1'));
  } catch (error) {
    inner.destroy();
    throw error;
  }
  const outer = new Duplex({
    read: () => inner.resume(),
    write: (chunk, _encoding, done) => inner.write(chunk, done),
    final: (done) => inner.end(done),
    destroy(error, done) {
      inner.destroy();
      done(error);
    },
  });
  inner.removeAllListeners('readable');
  inner.on('data', (chunk) => outer.push(chunk) || inner.pause());
  inner.on('end', () => outer.push(null)).on('error', (error) => outer.destroy(error));
  inner.on('close', () => outer.destroy());
  return outer;
}

function isComplete(head: readonly number[]): boolean {
  if (head.length > maxHeadBytes) throw new Failure('not-supported', 'the engine gives no gRPC endpoint at /grpc');
  const n = head.length;
  return head[n - 1] === 10 && head[n - 2] === 13 && head[n - 3] === 10 && head[n - 4] === 13;
}

function checkUpgraded(head: string): void {
  const status = head.split('\r\n', 1)[0] ?? '';
  if (!/^HTTP\/1\.1 101 /.test(status)) {
    throw new Failure('not-supported', `the engine gives no gRPC endpoint at /grpc (${status.slice(0, 100)})`);
  }
}

function lost(): Error {
  return Object.assign(new Error('closed by the other side'), { code: 'ECONNRESET' });
}
