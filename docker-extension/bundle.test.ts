import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const largestBytes = 500_000;
/** What the page and the service both need at run time: values alone, or functions of nothing but the language. */
const shared = [
  'backend/src/pull-time.ts',
  'backend/src/project/folder-command.ts',
  'backend/src/project/pack-command.ts',
  'backend/src/project/read-command.ts',
  'backend/src/project/write-command.ts',
  'backend/src/rewrite-answers.ts',
  'backend/src/inspection-answers.ts',
];

describe('the bundle of the page', () => {
  const modules: string[] = [];
  let code = '';

  beforeAll(async () => {
    const built = await build({ root: join(root, 'ui'), logLevel: 'error', build: { write: false } });
    for (const { output } of [built].flat().filter((result) => 'output' in result)) {
      for (const chunk of output) {
        if (chunk.type !== 'chunk') continue;
        modules.push(...Object.keys(chunk.modules).map((id) => id.replace(`${root}/`, '')));
        code += chunk.code;
      }
    }
  });

  it('is made of the page and what it shares, and of nothing from the development host, the tests or the service', () => {
    const own = modules.filter((id) => !id.includes('node_modules/') && !id.startsWith('\0'));
    expect(own).toContain('ui/src/main.tsx');
    const foreign = own.filter((id) => !id.startsWith('ui/') || id.startsWith('ui/browser/'));
    expect(foreign.filter((id) => !shared.includes(id))).toEqual([]);
  });

  it('has no word of the development host', () => {
    expect(code).not.toMatch(/development-host|developmentHost/);
  });

  it(`is at most ${largestBytes / 1000} kB when compressed`, () => {
    expect(gzipSync(code).length).toBeLessThanOrEqual(largestBytes);
  });
});
