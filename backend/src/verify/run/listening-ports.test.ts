import { expect, it } from 'vitest';
import { listeningIn } from './listening-ports.ts';

const header = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
const line = (i: number, address: string, state: string) =>
  `   ${i}: ${address} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 798902 1 000000003578703d 100 0 0 10 0\n`;
const line6 = (i: number, address: string) =>
  `   ${i}: ${address} 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 798234 1\n`;

it('finds the ports that others can reach, and listens to no connection for a port', () => {
  const tcp = [
    header,
    line(0, '0B00007F:A32F', '0A'),
    line(1, '00000000:1F90', '0A'),
    line(2, '0300120A:0050', '0A'),
    line(3, '0100007F:0BB8', '0A'),
    line(4, '0300120A:C350', '01'),
  ];
  const tcp6 = [
    line6(0, '00000000000000000000000000000000:1F90'),
    line6(1, '00000000000000000000000001000000:0BB9'),
    line6(2, '0000000000000000FFFF00000100007F:0BBA'),
    line6(3, '0000000000000000FFFF00000300120A:0BBB'),
  ];
  expect(listeningIn([...tcp, header, ...tcp6].join(''))).toEqual([80, 3003, 8080]);
});
