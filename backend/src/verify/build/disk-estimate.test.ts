import { expect, it } from 'vitest';
import { type DiskQuestion, estimateDisk } from './disk-estimate.ts';

const predicted = {
  stored: { bytes: 100e6, low: 90e6, high: 110e6 },
  compressed: { bytes: 40e6, low: 30e6, high: 50e6 },
};
const slim: DiskQuestion = {
  predicted,
  today: { stored: 1e9 },
  inStages: false,
  context: 5e6,
  keepsCompressed: false,
};

it.each([
  [slim, 120e6, false],
  [{ ...slim, keepsCompressed: true }, 170e6, false],
  [{ ...slim, inStages: true }, 1120e6, false],
  [{ ...slim, predicted: null, keepsCompressed: true }, 1510e6, false],
  [{ ...slim, context: 1e9 }, 2110e6, true],
  [{ ...slim, predicted: null, today: null, context: 0 }, 0, false],
])('%j takes %i bytes', (question, bytes, asks) => {
  expect(estimateDisk(question)).toEqual({ bytes, asks });
});
