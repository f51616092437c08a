import { expect, it } from 'vitest';
import type { PackageRecord } from './package-record.ts';
import { relatedPackages } from './relations.ts';

const record = (name: string, more: Partial<PackageRecord> = {}): PackageRecord => ({
  name,
  version: '1.0-1',
  architecture: 'amd64',
  state: 'installed',
  sound: true,
  essential: false,
  priority: 'optional',
  multiArch: '',
  depends: '',
  recommends: '',
  provides: '',
  ...more,
});

/** What the first package needs, as `name:architecture`. */
function needed(depends: string, others: readonly PackageRecord[], own: Partial<PackageRecord> = {}): string[] {
  const packages = [record('app', { depends, ...own }), ...others];
  return (relatedPackages(packages, 'depends')[0] ?? []).map(
    (i) => `${packages[i]?.name}:${packages[i]?.architecture}`,
  );
}

it('finds what is needed by name', () => {
  expect(needed('a, b', [record('b'), record('a'), record('c')])).toEqual(['a:amd64', 'b:amd64']);
  expect(needed(' a ( >= 1 ) ,, nowhere', [record('a')])).toEqual(['a:amd64']);
  expect(needed('', [record('a')])).toEqual([]);
});

it('finds what is recommended apart from what is needed', () => {
  const packages = [record('app', { depends: 'a', recommends: 'b, nowhere' }), record('a'), record('b')];
  expect(relatedPackages(packages, 'depends')).toEqual([[1], [], []]);
  expect(relatedPackages(packages, 'recommends')).toEqual([[2], [], []]);
});

it('takes all alternatives that are installed', () => {
  expect(needed('a | b | c', [record('a'), record('c')])).toEqual(['a:amd64', 'c:amd64']);
});

it.each([
  ['<< 1.0-1', false],
  ['<= 1.0-1', true],
  ['< 1.0-1', true],
  ['= 1.0-1', true],
  ['= 1.0', false],
  ['>= 1.0-2', false],
  ['> 1.0-1', true],
  ['>> 1.0~', true],
  ['>= 1:0', false],
])('holds versions to (%s)', (bound, fits) => {
  expect(needed(`a (${bound})`, [record('a')])).toEqual(fits ? ['a:amd64'] : []);
});

it('finds who provides a name, with a version only where it has one', () => {
  const provider = record('mawk', { provides: 'awk, perlapi (= 5.40)' });
  expect(needed('awk', [provider])).toEqual(['mawk:amd64']);
  expect(needed('awk (>= 1)', [provider])).toEqual([]);
  expect(needed('perlapi (>= 5.36)', [provider])).toEqual(['mawk:amd64']);
  expect(needed('perlapi (>= 5.42)', [provider])).toEqual([]);
  expect(needed('app', [provider])).toEqual([]);
});

it('keeps to the architecture, except where it does not matter', () => {
  const both = [record('a'), record('a', { architecture: 'i386' }), record('x'), record('y')];
  expect(needed('a', both)).toEqual(['a:amd64']);
  expect(needed('a', both, { architecture: 'i386' })).toEqual(['a:i386']);
  expect(needed('a', both, { architecture: 'all' })).toEqual(['a:amd64']);
  expect(needed('a:i386', both)).toEqual(['a:i386']);
  expect(needed('a:any', both)).toEqual(['a:amd64', 'a:i386']);
  expect(needed('a', [record('a', { architecture: 'all' })])).toEqual(['a:all']);
  const foreign = record('a', { architecture: 'arm64', multiArch: 'foreign' });
  expect(needed('a', [foreign, record('x')])).toEqual(['a:arm64']);
});

it('takes thousands of packages that all need what all provide', () => {
  const many = Array.from({ length: 20_000 }, (_, i) => record(`p${i}`, { provides: 'x', depends: 'x, x | x' }));
  const needs = relatedPackages(many, 'depends');
  expect(needs).toHaveLength(20_000);
  expect(needs[0]?.length).toBeLessThanOrEqual(100);
});
