import type { Exposure, ExposureItem, Fact } from '../src/inspection-answers.ts';
import { inspected, type MadeImage } from './inspected.ts';
import { file } from './tar-writer.ts';

function exposureIn(fact: Fact<Exposure>): Exposure {
  if (fact.state !== 'known') throw new Error(fact.why);
  return fact.value;
}

/** What a made image exposes: the fact, its items, and the findings of the group. */
export async function exposed(made: MadeImage) {
  const { report, findings } = await inspected(made);
  const { items, ...value } = exposureIn(report.facts.exposure);
  const exposure = findings.map(({ finding }) => finding).filter(({ group }) => group === 'exposure');
  return { ...value, items, findings: exposure, rules: exposure.map(({ id }) => id), problems: report.problems };
}

export const ofKind = (items: readonly ExposureItem[], ...kinds: ExposureItem['kind'][]) =>
  items.filter(({ kind }) => kinds.includes(kind));

export const passwd = file(
  'etc/passwd',
  'root:x:0:0:root:/root:/bin/sh\ntoor:x:0:0::/:/bin/sh\napp:x:1000:1000::/srv:/bin/sh\nbroken\n',
);
