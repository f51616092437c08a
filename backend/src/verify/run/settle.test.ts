import { expect, it } from 'vitest';
import { haveSettled, type Pulse, type Waiting } from './settle.ts';

const listening = (...ports: number[]): Pulse => ({
  running: true,
  ports,
  portsSince: 2000,
  quietSince: 0,
  printedBytes: 0,
  idleSince: 0,
  processor: null,
});
const silent: Pulse = listening();
const ended: Pulse = { ...silent, running: false };
const at = (seconds: number, listens = true): Waiting => ({
  now: seconds * 1000,
  started: 0,
  secondsToStart: 60,
  listens,
});

it.each<[string, Pulse[], Waiting, boolean]>([
  ['all listen to the same for a while', [listening(80), listening(80)], at(4), true],
  ['they have only just begun to', [listening(80), listening(80)], at(3), false],
  ['one does not listen yet', [listening(80), silent], at(8), false],
  ['one has not come to listen in far more time than the other took', [listening(80), silent], at(33), true],
  ['one listens to another port, and may come to the same', [listening(80), listening(81)], at(4), false],
  ['one has ended while the other listens', [listening(80), ended], at(4), true],
  ['all have ended', [ended, ended], at(1), true],
  ['one that should listen does not yet', [silent, silent], at(40), false],
  ['the time is over', [silent, silent], at(60), true],
  ['one prints on and on', [silent, { ...silent, quietSince: 19_900 }], at(20, false), true],
  ['nobody says that they listen, and they are silent', [silent, silent], at(9, false), true],
  ['and one works hard, and may come to listen', [silent, { ...silent, idleSince: 38_500 }], at(40, false), false],
  [
    'nobody says that they listen, and one prints still',
    [silent, { ...silent, quietSince: 5000 }],
    at(9, false),
    false,
  ],
])('%s', (_, pulses, waiting, settled) => {
  expect(haveSettled(pulses, waiting)).toBe(settled);
});
