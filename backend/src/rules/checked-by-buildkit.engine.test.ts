import { expect, it } from 'vitest';
import { checkedByBuildKit, hasBuildx } from '../../testing/build-check.ts';
import { dockerfilesOfPeople, type NamedDockerfile } from '../../testing/conformance.ts';
import { ensureBusybox, testEngines } from '../../testing/engines.ts';
import { textOnly } from '../../testing/rewriting.ts';
import { ruleCases } from '../../testing/rule-cases.ts';
import { compose } from '../rewrite/compose.ts';
import { variantNames } from '../rewrite-answers.ts';
import { catalogProfile } from './bases/catalog.ts';
import { rules } from './registry.ts';

/** ALIGERA_LONG_TESTS=1 checks all that rules make of them. */
const long = Boolean(process.env.ALIGERA_LONG_TESTS);
const most = long ? Number.POSITIVE_INFINITY : 10;
const engine = testEngines().find(({ name }) => name === 'modern');

/** What the rules make of a file, each result once: all variants that differ, with nothing known of bases, and with what is written down of them. */
function outputsOf(text: string): string[] {
  const shelves = [textOnly(text), { ...textOnly(text), bases: catalogProfile }];
  const outputs = variantNames.flatMap((_, level) => {
    const upTo = rules.filter((rule) => variantNames.indexOf(rule.level) <= level);
    return shelves.map((parts) => compose(upTo, parts, new Set()).draft.text);
  });
  return [...new Set(outputs)].filter((output) => output !== text);
}

/** Of the files that rules have something to say about, some that lie as far apart as they can. */
function* spread(files: readonly NamedDockerfile[]): Generator<NamedDockerfile & { outputs: string[] }> {
  const step = Math.max(1, Math.floor(files.length / most));
  const order = Array.from({ length: step }, (_, offset) => files.filter((_, i) => i % step === offset)).flat();
  let count = 0;
  for (const file of order) {
    if (count >= most) return;
    const outputs = outputsOf(file.text);
    if (outputs.length === 0) continue;
    count++;
    yield { ...file, outputs };
  }
}

/** What is wrong with what rules made of a file, by BuildKit's own word. */
async function problems(host: string, { text, outputs }: { text: string; outputs: readonly string[] }) {
  const [before, ...all] = await Promise.all([text, ...outputs].map((one) => checkedByBuildKit(host, one)));
  // What could not be built before is not rewritten for people; some of it only lacks a context.
  if (before === undefined || before.error !== null) return [];
  return all.flatMap((after, i) => {
    const left = [...before.warnings];
    const fresh = after.warnings.filter((id) => {
      const at = left.indexOf(id);
      if (at !== -1) left.splice(at, 1);
      return at === -1;
    });
    if (fresh.length === 0 && after.error === null) return [];
    return [[...fresh, after.error ?? '', outputs[i]].join('\n')];
  });
}

it.for([
  ['cases', ruleCases()],
  ['files of people', dockerfilesOfPeople()],
] as const)(
  '%s have no warning that they did not have before',
  { timeout: long ? 3_600_000 : 300_000 },
  async ([, files], { skip }) => {
    if (engine === undefined) return skip('no engine with BuildKit’s checks');
    if (!(await hasBuildx())) return skip('the docker CLI has no buildx here');
    if (files.length === 0) return skip('the reference data is not here');
    const { host } = engine;
    await ensureBusybox(host);
    const found: string[] = [];
    for (const file of spread(files)) {
      for (const problem of await problems(host, file)) found.push(`${file.name}: ${problem}`);
    }
    expect(found).toEqual([]);
  },
);
