import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { textOnly } from '../../testing/rewriting.ts';
import { compose } from '../rewrite/compose.ts';
import { rules } from './registry.ts';
import type { Rule } from './rule.ts';

/**
 * Each rule's `cases/*.txt`: a title, the Dockerfile, `==`, and what the rule alone makes of it, where nothing is known
 * of the image. Then, if any, lines `skipped LINE: why` and `ignored: LINE` of the ignore file. `----` is between cases.
 */
interface Case {
  readonly title: string;
  readonly text: string;
  readonly expected: string;
}

function casesOf(rule: Rule): Case[] {
  const folder = join(import.meta.dirname, rule.id, 'cases');
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((file) =>
    readFileSync(join(folder, file), 'utf8')
      .split(/^----\n/m)
      .map((part) => {
        const [, title = '', text = '', expected = ''] = /^# (.*)\n([\s\S]*?)^==\n([\s\S]*)$/m.exec(part) ?? [];
        return { title, text, expected };
      }),
  );
}

function told(rule: Rule, text: string): string {
  const { draft, skipped, ignored } = compose([rule], textOnly(text), new Set());
  const lines = [
    ...skipped.map(({ line, why }) => `skipped${line === null ? '' : ` ${line}`}: ${why}\n`),
    ...ignored.map((line) => `ignored: ${line}\n`),
  ];
  return draft.text + lines.join('');
}

describe.each(rules.map((rule) => [rule.id, rule] as const))('%s', (_, rule) => {
  const cases = casesOf(rule);

  if (cases.length > 0)
    it.each(cases.map((one) => [one.title, one] as const))('%s', (_, { text, expected }) => {
      expect(told(rule, text)).toBe(expected);
    });

  it('has nothing to add to what it wrote', () => {
    for (const { text } of cases) {
      const once = compose([rule], textOnly(text), new Set()).draft.text;
      expect(compose([rule], textOnly(once), new Set()).draft.text).toBe(once);
    }
  });

  it('is tested by cases, or on images where its text alone says nothing', () => {
    expect(cases.length > 0 || existsSync(join(import.meta.dirname, rule.id, 'rule.test.ts'))).toBe(true);
  });

  it('says what it is for', () => {
    expect(readFileSync(join(import.meta.dirname, rule.id, 'README.md'), 'utf8').length).toBeGreaterThan(200);
  });
});
