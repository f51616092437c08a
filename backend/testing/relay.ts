import { once } from 'node:events';
import { chmodSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';

/** A socket in front of an engine, to try what happens when the engine is lost, comes back, or may not be used. */
export class Relay {
  /** As DOCKER_HOST has it. */
  host = '';
  readonly #engine: string;
  readonly #server: net.Server;
  readonly #open = new Set<net.Socket>();
  #cutAfter = Number.POSITIVE_INFINITY;

  private constructor(engine: string, tls: TlsOptions | null) {
    this.#engine = engine;
    const accept = (near: net.Socket) => this.#join(near);
    this.#server = tls === null ? net.createServer(accept) : createTlsServer(tls, accept);
  }

  /** @param engine as DOCKER_HOST has it */
  static async start(engine: string): Promise<Relay> {
    const relay = new Relay(engine, null);
    await relay.listen(join(await mkdtemp(join(tmpdir(), 'aligera-relay-')), 'docker.sock'));
    return relay;
  }

  /** Listens on a port of its own. */
  static async startTls(engine: string, tls: TlsOptions): Promise<Relay> {
    const relay = new Relay(engine, tls);
    relay.#server.listen(0, '127.0.0.1');
    await once(relay.#server, 'listening');
    const address = relay.#server.address();
    relay.host = `tcp://localhost:${typeof address === 'object' ? address?.port : ''}`;
    return relay;
  }

  get path(): string {
    return this.host.slice('unix://'.length);
  }

  /** Connections to the engine that are open. */
  get connections(): number {
    return this.#open.size;
  }

  async listen(path = this.path): Promise<void> {
    this.host = `unix://${path}`;
    this.#server.listen(path);
    await once(this.#server, 'listening');
  }

  forbid(): void {
    chmodSync(this.path, 0o000);
  }

  /** Ends all connections once the engine has sent so many more bytes. */
  cutAfter(bytes: number): void {
    this.#cutAfter = bytes;
  }

  cut(): void {
    for (const socket of this.#open) socket.destroy();
  }

  /** The engine stops: connections end, and nothing answers any more. */
  async stop(): Promise<void> {
    this.#cutAfter = Number.POSITIVE_INFINITY;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.cut();
    await closed;
    if (this.host.startsWith('unix://')) rmSync(this.path, { force: true });
  }

  #join(near: net.Socket): void {
    const { hostname, port } = new URL(this.#engine.replace(/^tcp:/, 'http:'));
    const unix = this.#engine.startsWith('unix://');
    const far = unix ? net.connect(this.#engine.slice('unix://'.length)) : net.connect(Number(port), hostname);
    this.#open.add(far);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('error', () => {}).on('close', () => to.destroy());
      from.pipe(to);
    }
    far.on('close', () => this.#open.delete(far));
    far.on('data', (bytes) => {
      this.#cutAfter -= bytes.length;
      if (this.#cutAfter < 0) this.cut();
    });
  }
}
