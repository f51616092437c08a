import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const rules = join(import.meta.dirname, '../src/rules');

/**
 * Each rule's `cases/*.txt`: a title, the Dockerfile, `==`, and what the rule alone makes of it, where nothing is known
 * of the image. Then, if any, lines `skipped LINE: why` and `ignored: LINE` of the ignore file. `----` is between cases.
 */
export interface RuleCase {
  readonly rule: string;
  /** Of the file and of the case itself. */
  readonly name: string;
  readonly title: string;
  readonly text: string;
  readonly expected: string;
}

export function ruleCases(): RuleCase[] {
  return globSync('*/cases/*.txt', { cwd: rules })
    .toSorted()
    .flatMap((path) =>
      readFileSync(join(rules, path), 'utf8')
        .split(/^----\n/m)
        .map((part) => {
          const [, title = '', text = '', expected = ''] = /^# (.*)\n([\s\S]*?)^==\n([\s\S]*)$/m.exec(part) ?? [];
          return { rule: basename(dirname(dirname(path))), name: `${path}: ${title}`, title, text, expected };
        }),
    );
}
