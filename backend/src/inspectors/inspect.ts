import type { DescribedImage } from '../engine/described-image.ts';
import { cancelled } from '../failure.ts';
import type { FinalTree } from '../image/final-tree.ts';
import type { ImageModel } from '../image/image-model.ts';
import type { PathNode } from '../image/merge.ts';
import type { Colour } from '../image/tree-queries.ts';
import type {
  BaseImage,
  Fact,
  Facts,
  InspectionProblem,
  InspectionReport,
  PackageManager,
} from '../inspection-answers.ts';
import type { LayerReadings } from '../readings/layer-readings.ts';
import { Colours } from './colours.ts';
import { NativeFiles } from './elf/native-files.ts';
import { type CountedFinding, FindingCounter } from './findings.ts';
import { InspectedImage } from './inspected-image.ts';
import {
  type FactInspector,
  type Finder,
  type FoundPackage,
  type FoundRuntime,
  type KnownFacts,
  type PackageInspector,
  type Problem,
  unknown,
} from './inspector.ts';
import { PackageCatalog } from './package-catalog.ts';

/** Problems told of one inspector. */
const problemsKept = 200;

/** All who are asked about an image, in order. */
export interface Inspectors {
  readonly packageInspectors: readonly PackageInspector[];
  readonly factInspectors: readonly FactInspector[];
  readonly finders: readonly Finder[];
}

/** What is inside an image, with what is needed to answer questions about it. */
export interface Inspection {
  readonly report: InspectionReport;
  readonly catalog: PackageCatalog;
  readonly findings: readonly CountedFinding[];
  readonly counter: FindingCounter;
  /** Whose the bytes at and below a path of the final tree are. */
  readonly colourOf: (node: PathNode) => Colour;
  /** Null where the looking broke. */
  readonly nativeFiles: NativeFiles | null;
}

/**
 * Asks all inspectors. One that breaks is one problem or one unknown fact: the others go on.
 * @param readings by layer, from the base up
 * @throws Failure `cancelled`
 */
export async function inspect(
  described: DescribedImage,
  model: ImageModel,
  readings: readonly LayerReadings[],
  base: Fact<BaseImage>,
  { packageInspectors, factInspectors, finders }: Inspectors,
  signal: AbortSignal,
): Promise<Inspection> {
  const image = new InspectedImage(described.config, described.layers, model, readings);
  const problems: InspectionProblem[] = [];
  const turn = async () => {
    // Other requests have their turn between inspectors.
    await new Promise(setImmediate);
    if (signal.aborted) throw cancelled();
  };

  const packages = new Map<PackageManager, readonly FoundPackage[]>();
  const runtimes: FoundRuntime[] = [];
  for (const { manager, find } of packageInspectors) {
    await turn();
    const found = orProblem(manager, problems, () => find(image));
    packages.set(manager, found?.packages ?? []);
    runtimes.push(...(found?.runtimes ?? []));
    problems.push(...shortened(found?.problems ?? []).map((problem) => ({ inspector: manager, ...problem })));
  }
  const catalog = new PackageCatalog(image.tree, packages);

  let known: KnownFacts = { packages: catalog, foundRuntimes: runtimes, base };
  for (const { fact, tell } of factInspectors) {
    await turn();
    known = { ...known, [fact]: orProblem(fact, problems, () => tell(image, known)) ?? unknown('its inspector broke') };
  }
  const { packages: _, foundRuntimes: __, ...told } = known;
  const facts: Facts = { ...notLookedFor, ...told };

  const counter = new FindingCounter(model, described.layers, base);
  const findings: CountedFinding[] = [];
  for (const finder of finders) {
    await turn();
    const found = orProblem(finder.rule, problems, () => finder.find(image, { ...known, ...facts }));
    findings.push(...(found ?? []).map((thing) => counter.count(finder, thing, catalog)));
  }
  findings.sort((a, b) => bytes(b) - bytes(a) || (a.finding.id < b.finding.id ? -1 : 1));
  const total = counter.total(findings);
  const report = { facts, findings: findings.map(({ finding }) => finding), total, problems };
  await turn();
  const nativeFiles = orProblem('native-files', problems, () => NativeFiles.of(image));
  return { report, catalog, findings, counter, colourOf: colouring(image.tree, catalog, findings), nativeFiles };
}

/** A hostile image can have a million files that cannot be read. */
function shortened(problems: readonly Problem[]): readonly Problem[] {
  if (problems.length <= problemsKept) return problems;
  const more = { path: null, why: `${problems.length - problemsKept} more files could not be read` };
  return [...problems.slice(0, problemsKept), more];
}

/** Computed when the tree is first looked at. Of the inspected image only the tree is held: the readings may go. */
function colouring(tree: FinalTree, catalog: PackageCatalog, findings: readonly CountedFinding[]) {
  let colours: Colours | null = null;
  return (node: PathNode) => {
    colours ??= new Colours(tree, catalog, findings);
    return colours.of(node);
  };
}

const none = unknown('nothing looks for it');
const notLookedFor: Facts = {
  system: none,
  libc: none,
  runtimes: none,
  binaries: none,
  entrypoint: none,
  exposure: none,
  base: none,
};

function bytes({ finding }: CountedFinding): number {
  return finding.bytes.live + finding.bytes.reclaimable;
}

function orProblem<T>(inspector: string, problems: InspectionProblem[], step: () => T): T | null {
  try {
    return step();
  } catch (error) {
    problems.push({
      inspector,
      path: null,
      why: `it broke: ${error instanceof Error ? error.message : String(error)}`,
    });
    return null;
  }
}
