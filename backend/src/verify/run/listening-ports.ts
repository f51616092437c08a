import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';

// Runs in a relay container, too: nothing but Node's own modules is at hand.

/**
 * The TCP ports that are listened to, of the network that a process is in, as the kernel lists them.
 * @param folder `/proc/PID/net`
 * @param ip an address of that network, to be sure that it is the right one
 * @returns null where it cannot be read, or is another network
 */
export async function listedPorts(folder: string, ip: string): Promise<number[] | null> {
  try {
    const [addresses, tcp, tcp6] = await Promise.all(
      ['fib_trie', 'tcp', 'tcp6'].map((name) =>
        readFile(`${folder}/${name}`, 'latin1').catch((error) => {
          // Where there is no IPv6 there is no list of its sockets.
          if (name === 'tcp6') return '';
          throw error;
        }),
      ),
    );
    if (!new RegExp(`\\b${ip.replaceAll('.', '\\.')}\\b`).test(addresses ?? '')) return null;
    return listeningIn(`${tcp}\n${tcp6}`);
  } catch {
    return null;
  }
}

/** Reads lines of /proc/net/tcp and tcp6 (proc(5)). What is bound to the loopback alone nobody else can reach. */
export function listeningIn(lines: string): number[] {
  const ports = new Set<number>();
  for (const [, address = '', port = ''] of lines.matchAll(
    /^ *\d+: ([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4}) [0-9A-F:]+ 0A /gm,
  )) {
    if (!isLoopback(address)) ports.add(Number.parseInt(port, 16));
  }
  return [...ports].sort((a, b) => a - b);
}

/** Words of four bytes, each in the machine's order: the little-endian one of all that Docker runs on but s390x. */
function isLoopback(address: string): boolean {
  if (address.length === 8) return /7F$/.test(address);
  return address === '00000000000000000000000001000000' || /^0{16}FFFF0000.{6}7F$/.test(address);
}

/** Ports that services commonly take, for where they can only be tried. */
const common = [
  21, 22, 25, 53, 80, 81, 443, 1883, 2375, 3000, 3001, 3306, 4000, 4200, 4321, 5000, 5173, 5432, 5601, 5672, 6379, 7000,
  7070, 8000, 8001, 8008, 8080, 8081, 8088, 8090, 8443, 8500, 8888, 9000, 9001, 9090, 9091, 9092, 9200, 9292, 9443,
  10000, 11211, 15672, 27017,
];

/** Tries to connect to the common ports and those named. */
export async function openPorts(host: string, named: readonly number[]): Promise<number[]> {
  const ports = [...new Set([...common, ...named])].sort((a, b) => a - b);
  const open = await Promise.all(ports.map((port) => isOpen(host, port, 0)));
  return ports.filter((_, i) => open[i]);
}

/** @param keepsMs how long it must be kept open: a proxy takes the connection before it knows that nobody listens */
export function isOpen(host: string, port: number, keepsMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (open: boolean) => {
      clearTimeout(deadline);
      socket.destroy();
      resolve(open);
    };
    const deadline = setTimeout(() => end(false), 2000 + keepsMs);
    socket.on('connect', () => (keepsMs === 0 ? end(true) : setTimeout(() => end(true), keepsMs)));
    socket.on('error', () => end(false));
    socket.on('close', () => end(false));
    socket.resume();
  });
}
