import { stripVTControlCharacters } from 'node:util';
import type { FailedTest } from './outcome.ts';

const mostFailures = 50;
const mostLines = 6;
const mostCharacters = 300;

/** All that failed, for whoever has only the end of the output. Bounded: a broken build fails in every test. */
export function failureList(stages: readonly { name: string; failures: readonly FailedTest[] }[]): string {
  const all = stages.flatMap(({ name, failures }) => failures.map((failure) => ({ stage: name, ...failure })));
  if (all.length === 0) return '';
  const told = all
    .slice(0, mostFailures)
    .map(({ stage, where, name, says }) => [`  ${stage}: ${where} › ${line(name)}`, ...firstLines(says)].join('\n'));
  const more = all.length > told.length ? [`  and ${all.length - told.length} more`] : [];
  return ['Failed:', ...told, ...more].join('\n');
}

function firstLines(says: string): string[] {
  const lines = stripVTControlCharacters(says)
    .split('\n')
    .filter((text) => text.trim() !== '');
  return lines.slice(0, mostLines).map((text) => `      ${line(text)}`);
}

function line(text: string): string {
  const plain = stripVTControlCharacters(text).replaceAll('\n', ' ');
  return plain.length > mostCharacters ? `${plain.slice(0, mostCharacters)}…` : plain;
}
