import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { Agent, type Dispatcher } from 'undici';
import { z } from 'zod';
import { Failure, type FailureCode } from '../failure.ts';
import type { EngineAddress } from './address.ts';
import { connectionFailure } from './connection-failure.ts';
import { dial } from './dial.ts';

export interface RequestOptions {
  /** Default `GET`. */
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** What is sent along, as JSON. */
  readonly sends?: unknown;
  /** What is sent along, piece by piece, as an archive; in the place of `sends`. */
  readonly sendsTar?: AsyncIterable<Uint8Array>;
  readonly query?: Readonly<Record<string, string>>;
  /** The failure of a 404. Default `not-found`. */
  readonly absent?: FailureCode;
  /** Waits as long as it takes, for the answer and for each piece of it. */
  readonly patient?: boolean;
  /** Asked for with this version of the API instead of the negotiated one: see `offers`. */
  readonly version?: string;
}

interface Waiting extends Pick<RequestOptions, 'method' | 'sends' | 'sendsTar' | 'query'> {
  /** 0 for as long as it takes. */
  readonly timeout: number;
}

/** What is spoken: the newest version that both know, never one that this was not written for. */
const oldestApi = '1.41';
const newestApi = '1.51';
/** Lists of thousands of images with their labels have tens of megabytes. */
const maxJsonBytes = 256 * 1024 * 1024;
const maxErrorBytes = 64 * 1024;
const timeoutMs = 120_000;
/** An engine that hangs shall not keep a person waiting as long as a slow answer may take. */
const pingTimeoutMs = 20_000;
const errorSchema = z.object({ message: z.string() });

/** A thin client of the Docker Engine API. Failures of the connection and of the engine come as `Failure`. */
export class EngineClient {
  readonly address: EngineAddress;
  readonly #agent: Agent;
  #apiVersion: string | null = null;
  #offered = '0.0';

  constructor(address: EngineAddress) {
    this.address = address;
    this.#agent = new Agent({
      // Dialling ends with the request that wanted it; an engine that takes no connection must not hold it for ever.
      connect: (_options, done) => {
        dial(address, AbortSignal.timeout(30_000)).then(
          // A stream over ssh is no net.Socket: what only those have is not needed by undici, as tests over ssh show.
          (stream) => done(null, stream as Socket),
          (error) => done(error, null),
        );
      },
    });
  }

  /**
   * The version of the API that is spoken with this engine.
   * @throws Failure `not-supported` where the engine is too old; and all failures of the connection
   */
  async apiVersion(signal: AbortSignal): Promise<string> {
    if (this.#apiVersion === null) {
      const answer = await this.#send('/_ping', { timeout: pingTimeoutMs }, signal);
      await this.#collect(answer, maxErrorBytes, signal);
      this.#offered = String(answer.headers['api-version'] ?? '');
      this.#apiVersion = negotiate(this.#offered);
    }
    return this.#apiVersion;
  }

  /** Whether the engine speaks a version that is newer than what is spoken with it, for what only that version has. */
  async offers(version: string, signal: AbortSignal): Promise<boolean> {
    await this.apiVersion(signal);
    return isApiAtLeast(this.#offered, version);
  }

  /** @throws Failure `engine-error` where the answer is not of this shape; and all failures of the connection */
  async json<T>(path: string, schema: z.ZodType<T>, signal: AbortSignal, options: RequestOptions = {}): Promise<T> {
    const answer = await this.#request(path, options, signal);
    const text = Buffer.concat(await this.#collect(answer, maxJsonBytes, signal)).toString('utf8');
    const parsed = schema.safeParse(parseJson(text));
    if (parsed.success) return parsed.data;
    throw new Failure('engine-error', `the engine answered to ${path} in an unknown form`, { cause: parsed.error });
  }

  /** Asks for something to be done, where the answer says no more than that it was. */
  async act(path: string, signal: AbortSignal, options: RequestOptions): Promise<void> {
    await this.#collect(await this.#request(path, options, signal), maxErrorBytes, signal);
  }

  /** Resolves when the engine begins to answer, with the body in pieces as they come. Leaving the loop closes the connection. */
  async stream(path: string, signal: AbortSignal, options: RequestOptions = {}): Promise<AsyncIterable<Uint8Array>> {
    const answer = await this.#request(path, { patient: true, ...options }, signal);
    return this.#pieces(answer, signal);
  }

  /** Ends all connections; requests under way fail. */
  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  async #request(path: string, options: RequestOptions, signal: AbortSignal) {
    const negotiated = await this.apiVersion(signal);
    const version = options.version ?? negotiated;
    const timeout = options.patient ? 0 : timeoutMs;
    const answer = await this.#send(`/v${version}${path}`, { ...options, timeout }, signal);
    if (answer.statusCode < 400) return answer;
    const text = Buffer.concat(await this.#collect(answer, maxErrorBytes, signal)).toString('utf8');
    const said = errorSchema.safeParse(parseJson(text));
    throw engineFailure(answer.statusCode, said.success ? said.data.message : text.slice(0, 500), options);
  }

  async #send(path: string, { method = 'GET', query, timeout, ...sent }: Waiting, signal: AbortSignal) {
    try {
      return await this.#agent.request({
        origin: 'http://docker',
        method,
        path,
        ...(query === undefined ? {} : { query }),
        ...bodyOf(sent),
        headersTimeout: timeout,
        bodyTimeout: timeout,
        signal,
      });
    } catch (error) {
      throw this.#failure(error, signal);
    }
  }

  async #collect(answer: Dispatcher.ResponseData, maxBytes: number, signal: AbortSignal): Promise<Uint8Array[]> {
    const pieces: Uint8Array[] = [];
    let bytes = 0;
    for await (const piece of this.#pieces(answer, signal)) {
      bytes += piece.length;
      if (bytes > maxBytes) throw new Failure('limit-exceeded', `the engine's answer is over ${maxBytes} bytes`);
      pieces.push(piece);
    }
    return pieces;
  }

  async *#pieces(answer: Dispatcher.ResponseData, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    try {
      yield* answer.body;
    } catch (error) {
      throw this.#failure(error, signal);
    }
  }

  /** After a lost connection another engine may answer at the address. */
  #failure(error: unknown, signal: AbortSignal): unknown {
    if (signal.aborted) return new Failure('cancelled', 'cancelled', { cause: error });
    this.#apiVersion = null;
    return connectionFailure(error, this.address);
  }
}

function bodyOf({ sends, sendsTar }: Pick<RequestOptions, 'sends' | 'sendsTar'>) {
  if (sendsTar !== undefined) {
    return { body: Readable.from(sendsTar, { objectMode: false }), headers: { 'content-type': 'application/x-tar' } };
  }
  if (sends === undefined) return {};
  return { body: JSON.stringify(sends), headers: { 'content-type': 'application/json' } };
}

/** Compares versions of the API, `1.9` before `1.41`. */
export function isApiAtLeast(version: string, least: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [leastMajor = 0, leastMinor = 0] = least.split('.').map(Number);
  return major > leastMajor || (major === leastMajor && minor >= leastMinor);
}

/** @param offered the engine's newest, as its `Api-Version` header says */
export function negotiate(offered: string): string {
  if (!/^\d+\.\d+$/.test(offered)) {
    throw new Failure('not-supported', 'what answers at the engine’s address is no Docker engine');
  }
  if (!isApiAtLeast(offered, oldestApi)) {
    throw new Failure('not-supported', `the engine speaks version ${offered} of the API, ${oldestApi} is needed`, {
      hint: 'Update Docker to 20.10 or newer.',
    });
  }
  return isApiAtLeast(offered, newestApi) ? newestApi : offered;
}

function engineFailure(status: number, message: string, { absent = 'not-found' }: RequestOptions): Failure {
  const said = message.trim() || `status ${status}`;
  if (/ambiguous/i.test(said)) return new Failure('image-ambiguous', said);
  if (/does not provide the specified platform/.test(said)) return new Failure('platform-not-available', said);
  if (status === 404) return new Failure(absent, said);
  if (status === 400 && /client version .* is too (old|new)/.test(said)) return new Failure('not-supported', said);
  return new Failure('engine-error', `the engine says: ${said}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
