import { expect, it } from 'vitest';
import type { SuggestedEdit } from '../rewrite-answers.ts';
import { meantUser } from './meant-user.ts';

const edit = (rule: string, line: number): SuggestedEdit => ({
  id: rule,
  rule,
  title: '',
  reason: '',
  evidence: [],
  risk: { kind: 'safe' },
  from: [],
  to: [{ start: line, end: line }],
  ignored: [],
  saves: null,
});
const dockerfile = 'FROM node\nCOPY . .\nUSER 1000:1000\n';

it('another user is meant where the rule that aims at it wrote the line, and nowhere else', () => {
  expect(meantUser({ dockerfile, edits: [edit('runs-as-root', 3)] })).toBe('1000');
  expect(meantUser({ dockerfile, edits: [edit('runs-as-root', 2)] })).toBe(null);
  expect(meantUser({ dockerfile, edits: [edit('larger-base-than-needed', 3)] })).toBe(null);
});
