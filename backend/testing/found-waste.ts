import type { Entrypoint, Fact } from '../src/inspection-answers.ts';
import type { Inspection } from '../src/inspectors/inspect.ts';
import type { FactInspector } from '../src/inspectors/inspector.ts';
import { wasteFinders } from '../src/inspectors/waste/waste-finders.ts';
import { inspected, type MadeImage } from './inspected.ts';
import { type Entry, file } from './tar-writer.ts';

/** Large enough for a finding of its own. */
const worthTelling = 70_000;

/** Files of that size, each with content of its own. */
export const files = (...paths: readonly string[]): Entry[] => paths.map((path) => sized(path, worthTelling));

export const sized = (path: string, bytes: number, seed = path): Entry =>
  file(path, `${seed}\n`.repeat(Math.ceil(bytes / (seed.length + 1))).slice(0, bytes));

export interface WasteImage extends Omit<MadeImage, 'layers'> {
  readonly layers: readonly Entry[][];
  /** What the entrypoint's inspector says; by default nothing is known. */
  readonly entrypoint?: Fact<Entrypoint>;
}

/** The findings of waste in an image, and the paths of all their files by rule. */
export async function wasteIn({ entrypoint, ...made }: WasteImage) {
  const told: FactInspector<'entrypoint'>[] =
    entrypoint === undefined ? [] : [{ fact: 'entrypoint', readers: [], tell: () => entrypoint }];
  const inspection = await inspected(made, { finders: wasteFinders, factInspectors: told });
  const paths = new Map<string, string[]>();
  for (const counted of inspection.findings) {
    const shown = inspection.counter.shown(counted, 0, counted.files.length);
    const of = paths.get(counted.finding.rule) ?? [];
    paths.set(counted.finding.rule, [...of, ...shown.map(({ path }) => path)].sort());
  }
  return { inspection, paths, finding: (rule: string) => findingOf(inspection, rule) };
}

function findingOf({ report }: Inspection, rule: string) {
  const found = report.findings.find((finding) => finding.rule === rule);
  if (found === undefined)
    throw new Error(`no finding of ${rule} but ${report.findings.map((one) => one.rule).join()}`);
  return found;
}

/** An entrypoint that is understood: that program runs, and no shell. */
export function running(command: readonly string[], facts: Partial<Entrypoint> = {}): Fact<Entrypoint> {
  return {
    state: 'known',
    value: {
      command,
      form: 'exec',
      steps: [],
      program: command[0] ?? null,
      runtime: 'binary',
      script: null,
      runs: command,
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
      ...facts,
    },
    evidence: [],
  };
}
