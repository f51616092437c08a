import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide, type IgnoreRules, readIgnoreRules } from './ignore-rules.ts';
import { decideBelow, type FolderMatches, folderGate } from './ignore-walk.ts';

// What is expected here was compared with github.com/tonistiigi/fsutil, by which a build reads its context.

function rulesOf(text: string): IgnoreRules {
  const { rules, problems } = readIgnoreRules(text);
  if (rules === null) throw new Error(JSON.stringify(problems));
  return rules;
}

/** The files that a build would get of these. */
function sent(text: string, files: readonly string[]): string[] {
  const rules = rulesOf(text);
  const gate = folderGate(rules);
  const isSent = (file: string) => {
    let matches: FolderMatches | null = null;
    const segments = file.split('/');
    for (let i = 1; i < segments.length; i++) {
      const folder = segments.slice(0, i).join('/');
      const decision = decideBelow(rules, folder, matches);
      if (decision.excluded && !gate(folder)) return false;
      matches = decision.matches;
    }
    return !decideBelow(rules, file, matches).excluded;
  };
  return files.filter(isSent);
}

describe('a build that walks through its context', () => {
  it('does not let an exception of a folder bring back what was kept out below it', () => {
    expect(sent('a/b\n!a', ['a/b', 'a/c'])).toEqual(['a/c']);
    expect(decide(rulesOf('a/b\n!a'), 'a/b').excluded).toBe(false);
  });

  it('looks into a folder that is kept out only where an exception begins with its path', () => {
    expect(sent('a\n!a/b/c', ['a/a', 'a/b/a', 'a/b/c', 'a/b/c/d'])).toEqual(['a/b/c', 'a/b/c/d']);
    expect(sent('a\n!a/*/**', ['a/b', 'a/b/c'])).toEqual([]);
    expect(decide(rulesOf('a\n!a/*/**'), 'a/b/c').excluded).toBe(false);
    expect(sent('a\n!a/**', ['a/b', 'a/b/c', 'b'])).toEqual(['a/b', 'a/b/c', 'b']);
  });

  it('looks into every folder once one exception has a wildcard in its middle', () => {
    expect(sent('*\n!**/*.go\n!x/*/**', ['a/b/c.go', 'a/b/d', 'x/y/z'])).toEqual(['a/b/c.go', 'x/y/z']);
  });

  it('keeps out what is below a folder that a pattern fits', () => {
    expect(sent('**/node_modules', ['node_modules/a', 'b/node_modules/c/d', 'b/e'])).toEqual(['b/e']);
  });

  it('says which pattern decided, also below the folder that it fits', () => {
    const rules = rulesOf('b\na\n!c');
    const folder = decideBelow(rules, 'a', null);
    expect(decideBelow(rules, 'a/x', folder.matches)).toMatchObject({ excluded: true, by: { line: 2 } });
  });

  it('agrees with the decision on single paths where there are no exceptions', () => {
    const segment = fc.constantFrom('a', 'b', 'ab', 'a.js');
    const pattern = fc
      .array(fc.constantFrom('a', 'b', '*', '**', '/', '?', '[ab]', '.js'), { minLength: 1, maxLength: 6 })
      .map((pieces) => pieces.join(''));
    const path = fc.array(segment, { minLength: 1, maxLength: 5 }).map((segments) => segments.join('/'));
    fc.assert(
      fc.property(fc.array(pattern, { maxLength: 5 }), path, (patterns, file) => {
        const text = patterns.join('\n');
        expect(sent(text, [file]).length === 0).toBe(decide(rulesOf(text), file).excluded);
      }),
      { numRuns: 2000 },
    );
  });
});
