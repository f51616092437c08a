import { ask } from './ask.ts';
import { listedPorts } from './listening-ports.ts';
import { packReply } from './relayed-reply.ts';
import { httpRequestSchema } from './settings.ts';

/**
 * Looks at a container from within its network, where this machine does not reach it: in a container of the extension's
 * own image that shares the network. `hold SECONDS` keeps that container, the others run in it and print a line of JSON.
 */
const [mode, ip = '', port = '', request = ''] = process.argv.slice(2);
switch (mode) {
  case 'hold':
    // Whoever started it takes it away; where nobody does, it ends by itself.
    setTimeout(() => process.exit(), Number(ip) * 1000);
    break;
  case 'ports':
    print(await listedPorts('/proc/self/net', ip));
    break;
  case 'ask':
    print(packReply(await ask(ip, Number(port), httpRequestSchema.parse(JSON.parse(request)))));
    break;
  default:
    throw new Error(`no such mode: ${mode}`);
}

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
