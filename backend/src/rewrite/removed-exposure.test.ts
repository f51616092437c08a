import { expect, it } from 'vitest';
import { madeParts } from '../../testing/rewriting.ts';
import { file } from '../../testing/tar-writer.ts';
import { type Rule, safe } from '../rules/rule.ts';
import { compose } from './compose.ts';
import { removedExposure } from './removed-exposure.ts';

/** Takes away what lies in some folders. */
function removing(...folders: string[]): Rule {
  return {
    id: 'removes',
    level: 'tidy',
    title: '',
    suggest: ({ text, image }) => {
      if (image === null || text.includes('#')) return [];
      const { tree } = image;
      const files = folders.flatMap((path) => [...tree.below(tree.at(path))]).map((node) => tree.inode(node));
      const edits = [{ start: text.length, end: text.length, text: '# gone\n' }];
      const effects = [{ kind: 'removes' as const, files }];
      return [
        { kind: 'suggestion', anchor: '', title: '', reason: '', evidence: [], risk: safe, edits, effects } as const,
      ];
    },
  };
}

const npm = (name: string, version: string) => JSON.stringify({ name, version });
const layers = [
  [file('bin/sh', 'sh')],
  [
    file('go/pkg/mod/example.com/x@v1.0.0/testdata/jar.jar', 'PK'),
    file('go/pkg/mod/example.com/x@v1.0.0/x.go', 'x'.repeat(2_000_000)),
    file('app/node_modules/debug/package.json', npm('debug', '4.0.0')),
    file('app/node_modules/old/package.json', npm('old', '1.0.0')),
    file('app/node_modules/old/node_modules/debug/package.json', npm('debug', '2.0.0')),
  ],
];

async function gone(...folders: string[]): Promise<readonly string[]> {
  const parts = await madeParts({ dockerfile: 'FROM x\nRUN y\n', layers, ownFrom: 1, layersOfLines: { 2: [1] } });
  if (parts.image === null) throw new Error('there is an image');
  return removedExposure(parts.image, compose([removing(...folders)], parts, new Set())).packages.names;
}

it('names packages that are gone', async () => {
  expect(await gone('/app/node_modules')).toEqual(['debug', 'old']);
});

it('names none of which another copy stays', async () => {
  expect(await gone('/app/node_modules/old')).toEqual(['old']);
});

it('names none that was there only as a copy in a cache', async () => {
  expect(await gone('/go/pkg')).toEqual([]);
});
