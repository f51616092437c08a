import { Failure } from '../failure.ts';
import { type EngineAddress, spellAddress } from './address.ts';

/** Tells a person why the engine could not be reached, or was lost. Anything that is no matter of the connection is thrown on as it is. */
export function connectionFailure(error: unknown, address: EngineAddress): unknown {
  if (error instanceof Failure) return error;
  const cause = rootOf(error);
  if (cause.name === 'AbortError') return new Failure('cancelled', 'cancelled', { cause: error });
  const where = spellAddress(address);
  if (absent.has(cause.code)) {
    return new Failure('engine-absent', `no Docker engine answers at ${where} (${cause.code})`, {
      hint: 'Start Docker, or set DOCKER_HOST or the docker context to where it runs.',
      cause: error,
    });
  }
  if (cause.code === 'EACCES' || cause.code === 'EPERM') {
    return new Failure('permission-denied', `no permission to use the Docker engine at ${where}`, {
      hint: 'Run as a user who may use Docker: on Linux, one in the group `docker`.',
      cause: error,
    });
  }
  if (gone.has(cause.code)) {
    return new Failure('engine-gone', `the connection to the Docker engine at ${where} was lost (${cause.message})`, {
      hint: 'See whether Docker is still running, then try again.',
      cause: error,
    });
  }
  if (cause.code.includes('CERT') || cause.code.startsWith('ERR_SSL') || cause.code.startsWith('ERR_TLS')) {
    return new Failure('engine-absent', `no trusted connection to the Docker engine at ${where}: ${cause.message}`, {
      hint: 'See whether DOCKER_TLS_VERIFY and the certificates in DOCKER_CERT_PATH belong to this engine.',
      cause: error,
    });
  }
  if (cause.message.startsWith('ssh ')) {
    return new Failure('engine-absent', `no Docker engine answers at ${where}: ${cause.message}`, {
      hint: 'See whether `docker ps` works over ssh there without a password prompt.',
      cause: error,
    });
  }
  return error;
}

const absent = new Set(
  'ENOENT ECONNREFUSED ENOTDIR ENOTSOCK ENOTFOUND EAI_AGAIN EHOSTUNREACH ENETUNREACH ETIMEDOUT UND_ERR_CONNECT_TIMEOUT'.split(
    ' ',
  ),
);

const gone = new Set([
  'ECONNRESET',
  'EPIPE',
  'ECONNABORTED',
  'UND_ERR_SOCKET',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_CLOSED',
  'UND_ERR_DESTROYED',
  'ERR_STREAM_PREMATURE_CLOSE',
  'ERR_HTTP2_ERROR',
  'ERR_HTTP2_STREAM_ERROR',
  'ERR_HTTP2_STREAM_CANCEL',
  'ERR_HTTP2_SESSION_ERROR',
  'ERR_HTTP2_INVALID_SESSION',
  'ERR_HTTP2_GOAWAY_SESSION',
]);

/** Happy Eyeballs and undici wrap the system's error. */
function rootOf(error: unknown): { name: string; code: string; message: string } {
  let root = error;
  for (let depth = 0; depth < 5 && root instanceof Error; depth++) {
    if ('code' in root && typeof root.code === 'string') break;
    const inner: unknown = root instanceof AggregateError ? root.errors[0] : root.cause;
    if (!(inner instanceof Error)) break;
    root = inner;
  }
  if (!(root instanceof Error)) return { name: '', code: '', message: String(root) };
  return {
    name: root.name,
    code: 'code' in root && typeof root.code === 'string' ? root.code : '',
    message: root.message,
  };
}
