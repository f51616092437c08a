import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { textOnly } from '../../testing/rewriting.ts';
import { ruleCases } from '../../testing/rule-cases.ts';
import { compose } from '../rewrite/compose.ts';
import { rules } from './registry.ts';
import type { Rule } from './rule.ts';

const allCases = ruleCases();

function told(rule: Rule, text: string): string {
  const { draft, skipped, ignored } = compose([rule], textOnly(text), new Set());
  const lines = [
    ...skipped.map(({ line, why }) => `skipped${line === null ? '' : ` ${line}`}: ${why}\n`),
    ...ignored.map((line) => `ignored: ${line}\n`),
  ];
  return draft.text + lines.join('');
}

describe.each(rules.map((rule) => [rule.id, rule] as const))('%s', (_, rule) => {
  const cases = allCases.filter((one) => one.rule === rule.id);

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
