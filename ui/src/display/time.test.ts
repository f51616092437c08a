import { describe, expect, it } from 'vitest';
import { formatAgo, formatDuration, formatFileTime } from './time.ts';

const now = Date.UTC(2025, 5, 15, 12);

describe('formatAgo', () => {
  it.each([
    [0, 'just now'],
    [59, 'just now'],
    [60, '1 minute ago'],
    [3 * 3600, '3 hours ago'],
    [6.9 * 86_400, '6 days ago'],
    [8 * 86_400, '1 week ago'],
    [800 * 86_400, '2 years ago'],
  ])('tells %d seconds as %s', (seconds, text) => {
    expect(formatAgo(now - seconds * 1000, now)).toBe(text);
  });

  it('tells of times to come', () => {
    expect(formatAgo(now + 7200_000, now)).toBe('in 2 hours');
  });
});

describe('formatFileTime', () => {
  it('writes minutes in UTC', () => {
    expect(formatFileTime(Date.UTC(2024, 4, 31, 13, 45, 59) / 1000)).toBe('2024-05-31 13:45');
  });
  it('survives times that a tar header can hold but a date cannot', () => {
    expect(formatFileTime(2 ** 62)).toBe('not a date');
    expect(formatFileTime(-(2 ** 40))).toMatch(/^-?0*\d+-\d\d-\d\d \d\d:\d\d$/);
  });
});

it('writes durations', () => {
  expect(formatDuration(0.42)).toBe('0.4 s');
  expect(formatDuration(59.4)).toBe('59 s');
  expect(formatDuration(200)).toBe('3 min 20 s');
});
