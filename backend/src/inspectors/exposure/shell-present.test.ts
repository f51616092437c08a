import { expect, it } from 'vitest';
import { inspected } from '../../../testing/inspected.ts';
import { file } from '../../../testing/tar-writer.ts';
import type { Entrypoint, Fact } from '../../inspection-answers.ts';
import type { FactInspector } from '../inspector.ts';
import { shellAndPackageManagerPresent } from './shell-present.ts';

const withoutShell: Entrypoint = {
  command: ['/app'],
  form: 'exec',
  steps: [],
  program: '/app',
  runtime: 'binary',
  script: null,
  runs: [],
  unresolved: null,
  needsShell: false,
  besides: [],
  whyShell: null,
  shellRuns: [],
  closure: { files: [], bytes: 0, missing: [] },
  closureOpenEnd: null,
  closureLinks: [],
  symbolVersions: [],
  user: '',
  uid: null,
  gid: null,
  workingDir: '/',
  exposedPorts: [],
  healthCheck: null,
};

it('tells the shell and the package manager where the program is known to need none', async () => {
  const program = { mode: 0o755 };
  const layers = [[file('bin/sh', 'ELF', program), file('usr/bin/apt', 'ELF', program)]];
  const found = async (entrypoint: Fact<Entrypoint>) => {
    const told: FactInspector<'entrypoint'> = { fact: 'entrypoint', readers: [], tell: () => entrypoint };
    const { findings } = await inspected(
      { layers },
      { factInspectors: [told], finders: [shellAndPackageManagerPresent] },
    );
    return findings.map(({ finding }) => finding.files.map(({ path }) => path));
  };
  expect(await found({ state: 'known', value: withoutShell, evidence: [] })).toEqual([['/bin/sh', '/usr/bin/apt']]);
  expect(await found({ state: 'known', value: { ...withoutShell, needsShell: true }, evidence: [] })).toEqual([]);
  expect(await found({ state: 'known', value: { ...withoutShell, form: 'none' }, evidence: [] })).toEqual([]);
  expect(await found({ state: 'unknown', why: 'nothing looks for it' })).toEqual([]);
  expect(await found({ state: 'known', value: { ...withoutShell, unresolved: 'gone' }, evidence: [] })).toEqual([]);
  const checked = (...healthCheck: string[]) =>
    found({ state: 'known', value: { ...withoutShell, healthCheck }, evidence: [] });
  expect(await checked('CMD', '/app', '--check')).toHaveLength(1);
  expect(await checked('CMD-SHELL', 'curl -f http://localhost/ || exit 1')).toEqual([]);
  expect(await checked('CMD', '/bin/sh', '-c', 'true')).toEqual([]);
  expect(await checked('CMD', '/check.sh')).toEqual([]);
});
