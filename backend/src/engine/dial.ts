import { spawn } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import { Duplex } from 'node:stream';
import tls from 'node:tls';
import type { EngineAddress, TlsMaterial } from './address.ts';

/** Opens a connection to the engine. Rejects with the system's own error: `connectionFailure` makes it readable. */
export async function dial(address: EngineAddress, signal: AbortSignal): Promise<Duplex> {
  signal.throwIfAborted();
  if (address.kind === 'ssh') return dialSsh(address);
  const socket = address.kind === 'socket' ? net.connect(address.path) : dialTcp(address);
  const secure = address.kind === 'tcp' && address.tls !== null;
  try {
    await once(socket, secure ? 'secureConnect' : 'connect', { signal });
  } catch (error) {
    socket.destroy();
    // `once` hides why the signal aborted.
    signal.throwIfAborted();
    throw error;
  }
  return socket;
}

function tlsOptions(host: string, material: TlsMaterial): tls.ConnectionOptions {
  const { ca, cert, key, verify } = material;
  return {
    ...(ca === null ? {} : { ca }),
    ...(cert === null ? {} : { cert }),
    ...(key === null ? {} : { key }),
    rejectUnauthorized: verify,
    ...(net.isIP(host) === 0 ? { servername: host } : {}),
  };
}

function dialTcp(address: Extract<EngineAddress, { kind: 'tcp' }>): net.Socket {
  const { host, port } = address;
  return address.tls === null ? net.connect(port, host) : tls.connect({ host, port, ...tlsOptions(host, address.tls) });
}

/** As the docker CLI does it: the far side's own CLI joins its standard streams to the engine's socket. */
function dialSsh(address: Extract<EngineAddress, { kind: 'ssh' }>): Duplex {
  const remote = ['docker', ...(address.socket === null ? [] : ['--host', `unix://${address.socket}`])];
  const options = ['-o', 'ConnectTimeout=30', '-o', 'BatchMode=yes', '-T'];
  // `--` keeps a destination that begins with a dash from being an option.
  const child = spawn('ssh', [...options, '--', address.destination, ...remote, 'system', 'dial-stdio'], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-1000);
  });
  const duplex = new Duplex({
    read: () => child.stdout.resume(),
    write(chunk, _encoding, done) {
      // Where ssh is gone, its exit tells why.
      child.stdin.write(chunk, (error) => {
        if (!error) done();
      });
    },
    final: (done) => child.stdin.end(done),
    destroy(error, done) {
      child.kill();
      done(error);
    },
  });
  child.stdout.on('data', (chunk) => duplex.push(chunk) || child.stdout.pause());
  child.stdin.on('error', () => {});
  child.on('error', (error) => duplex.destroy(error));
  child.on('close', (code) => {
    if (code === 0 || code === null) duplex.push(null);
    else duplex.destroy(new Error(`ssh ${address.destination}: ${said.trim() || `exit code ${code}`}`));
  });
  return duplex;
}
