import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';

/** A way to a real engine that a test can shut, open again, or make slow: the engine itself is shared with others. */
export interface EngineDoor {
  /** As DOCKER_HOST has it. */
  readonly host: string;
  shut(): Promise<void>;
  open(): Promise<void>;
  /** Bytes a second that the engine's answers may have; null for all. */
  slowTo(bytesPerSecond: number | null): void;
  close(): Promise<void>;
}

export async function engineDoor(engine: string): Promise<EngineDoor> {
  const folder = await mkdtemp(join(tmpdir(), 'aligera-door-'));
  const path = join(folder, 'docker.sock');
  const sockets = new Set<Socket>();
  let rate: number | null = null;

  const server = createServer({ allowHalfOpen: true }, (client) => {
    const upstream = connect({ ...addressOf(engine), allowHalfOpen: true });
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    }
    client.on('error', () => upstream.destroy());
    upstream.on('error', () => client.destroy());
    client.on('close', () => upstream.destroy());
    client.pipe(upstream);
    upstream.pipe(narrow(() => rate)).pipe(client);
  });
  const open = () => new Promise<void>((resolve) => server.listen(path, () => resolve()));
  const shut = async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  await open();
  return {
    host: `unix://${path}`,
    open,
    shut,
    slowTo: (bytesPerSecond) => {
      rate = bytesPerSecond;
    },
    close: async () => {
      if (server.listening) await shut();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function narrow(rate: () => number | null): Transform {
  const pieceBytes = 16 * 1024;
  return new Transform({
    async transform(chunk: Buffer, _encoding, done) {
      for (let offset = 0; offset < chunk.length; offset += pieceBytes) {
        const piece = chunk.subarray(offset, offset + pieceBytes);
        const began = performance.now();
        for (let allowed = rate(); allowed !== null; allowed = rate()) {
          if (performance.now() - began >= (piece.length / allowed) * 1000) break;
          await pause(20);
        }
        this.push(piece);
      }
      done();
    },
  });
}

function addressOf(engine: string): { path: string } | { host: string; port: number } {
  if (engine.startsWith('unix://')) return { path: engine.slice('unix://'.length) };
  const { hostname, port } = new URL(engine);
  return { host: hostname, port: Number(port) };
}
