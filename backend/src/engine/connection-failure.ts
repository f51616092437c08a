import { Failure } from '../failure.ts';
import { type EngineAddress, spellAddress } from './address.ts';

/**
 * Tells a person why the engine could not be reached, or was lost.
 * @returns what to throw: a Failure, or the error itself where it is no matter of the connection
 */
export function connectionFailure(error: unknown, address: EngineAddress): unknown {
  if (error instanceof Failure) return error;
  const { name, code, message } = rootOf(error);
  if (name === 'AbortError') return new Failure('cancelled', 'cancelled', { cause: error });
  const where = spellAddress(address);
  const fail = (failure: 'engine-absent' | 'engine-gone' | 'permission-denied', what: string, hint: string) =>
    new Failure(failure, what, { hint, cause: error });
  if (absent.has(code)) {
    const hint = 'Start Docker, or set DOCKER_HOST or the docker context to where it runs.';
    return fail('engine-absent', `no Docker engine answers at ${where} (${code})`, hint);
  }
  if (name === 'TimeoutError') {
    const hint = 'It may be starting or hanging: restart Docker if it stays like this.';
    return fail('engine-absent', `the Docker engine at ${where} takes no connection`, hint);
  }
  if (code === 'EACCES' || code === 'EPERM') {
    const hint = 'Run as a user who may use Docker: on Linux, one in the group `docker`.';
    return fail('permission-denied', `no permission to use the Docker engine at ${where}`, hint);
  }
  if (gone.has(code)) {
    const hint = 'See whether Docker is still running, then try again.';
    return fail('engine-gone', `the connection to the Docker engine at ${where} was lost (${message})`, hint);
  }
  if (distrust.test(code)) {
    const hint = 'See whether DOCKER_TLS_VERIFY and the certificates in DOCKER_CERT_PATH belong to this engine.';
    return fail('engine-absent', `no trusted connection to the Docker engine at ${where}: ${message}`, hint);
  }
  if (code.startsWith('HPE_')) {
    return fail(
      'engine-absent',
      `what answers at ${where} does not speak HTTP`,
      'See whether the port is the engine’s.',
    );
  }
  if (message.startsWith('ssh ')) {
    const hint = 'See whether `docker ps` works over ssh there without a password prompt.';
    return fail('engine-absent', `no Docker engine answers at ${where}: ${message}`, hint);
  }
  return error;
}

const absent = new Set([
  'ENOENT',
  'ENOTDIR',
  'ENOTSOCK',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
]);

const gone = new Set([
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ERR_STREAM_PREMATURE_CLOSE',
  'ERR_HTTP2_ERROR',
  'ERR_HTTP2_STREAM_ERROR',
  'ERR_HTTP2_STREAM_CANCEL',
  'ERR_HTTP2_SESSION_ERROR',
  'ERR_HTTP2_INVALID_SESSION',
  'ERR_HTTP2_GOAWAY_SESSION',
  'UND_ERR_SOCKET',
  'UND_ERR_CLOSED',
  'UND_ERR_DESTROYED',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
]);

const distrust = /CERT|SELF_SIGNED|^UNABLE_TO_|^ERR_SSL|^ERR_TLS/;

/** Node's attempts at several addresses, and undici, wrap the system's error. */
function rootOf(error: unknown): { name: string; code: string; message: string } {
  let root = error;
  while (root instanceof Error && codeOf(root) === '') {
    const inner: unknown = root instanceof AggregateError ? root.errors[0] : root.cause;
    if (!(inner instanceof Error)) break;
    root = inner;
  }
  if (!(root instanceof Error)) return { name: '', code: '', message: String(root) };
  return { name: root.name, code: codeOf(root), message: root.message };
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}
