import { ignoreFileNames } from '../dockerfile/ignore/which-ignore-file.ts';
import { parseDockerfile } from '../dockerfile/parse-dockerfile.ts';
import { refusedInstructions } from '../dockerfile/refused-instructions.ts';
import { readStages } from '../dockerfile/stages.ts';
import type { Dockerfile } from '../dockerfile/syntax.ts';
import type { ProjectReading } from '../project/reading.ts';
import type { RecoveryAnswer } from '../recovery-answers.ts';
import {
  type ReadyRewrite,
  type RewriteAnswer,
  type SuggestedEdit,
  type Variant,
  type VariantName,
  variantNames,
} from '../rewrite-answers.ts';
import type { BaseShelf } from '../rules/base-profile.ts';
import type { ImageEvidence } from '../rules/evidence.ts';
import { rules as allRules } from '../rules/registry.ts';
import type { Rule } from '../rules/rule.ts';
import { type Composed, compose } from './compose.ts';
import { unifiedPatch } from './patch.ts';
import { Forecast } from './predict.ts';
import { removedExposure } from './removed-exposure.ts';

export interface RewriteParts {
  readonly dockerfile: RecoveryAnswer['dockerfile'];
  /** Null where only the text is at hand. */
  readonly image: ImageEvidence | null;
  readonly project: ProjectReading | null;
  readonly bases: BaseShelf;
  /** IDs of rules and of edits that a person does not want. */
  readonly dropped: ReadonlySet<string>;
}

interface Start {
  readonly file: Dockerfile;
  readonly filename: string;
  readonly ignorePath: string;
  /** Null where there is none, or nobody knows. */
  readonly ignoreText: string | null;
}

/** The lighter Dockerfiles of an image, from the safest to the lightest. The same for the same parts. */
export function rewriteDockerfile(parts: RewriteParts, rules: readonly Rule[] = allRules): RewriteAnswer {
  const steps = rewriteSteps(parts, rules);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** The same, variant by variant, for those who must not be kept busy for long. */
export function* rewriteSteps(
  parts: RewriteParts,
  rules: readonly Rule[] = allRules,
): Generator<undefined, RewriteAnswer, undefined> {
  const { dockerfile, image, project, dropped } = parts;
  if (dockerfile.state === 'none')
    return { state: 'none', why: `there is no Dockerfile to start from: ${dockerfile.why}` };
  const file = parseDockerfile(dockerfile.text);
  const why = whyNot(file, image);
  if (why !== null) return { state: 'none', why };
  const start = { file, filename: dockerfile.filename, ...ignoreFileOf(project, dockerfile.filename) };
  const subjectParts = {
    original: file,
    lines: image === null ? null : dockerfile.lines,
    image,
    project,
    bases: parts.bases,
    buildArgs: new Map(Object.entries(dockerfile.buildArgs)),
    target: dockerfile.target,
    ignoreText: start.ignoreText ?? (project === null ? null : ''),
  };
  const variants: Variant[] = [];
  const absent: { variant: VariantName; why: string }[] = [];
  let before = { text: file.text, ignored: '' };
  for (const variant of variantNames) {
    yield;
    const composed = compose(rulesUpTo(rules, variant), subjectParts, dropped);
    const result = { text: composed.draft.text, ignored: composed.ignored.join('\n') };
    if (result.text === before.text && result.ignored === before.ignored) {
      absent.push({ variant, why: whyAbsent(variant, composed, rules) });
      continue;
    }
    before = result;
    variants.push(variantOf(variant, composed, start, image));
  }
  const { accounting } = image?.model ?? {};
  const layers = image?.layers.map(({ compressedBytes }) => compressedBytes) ?? [];
  return {
    state: 'ready',
    start: {
      filename: start.filename,
      text: file.text,
      ignoreFile: start.ignoreText === null ? null : { path: start.ignorePath, text: start.ignoreText },
      reconstructed: dockerfile.exactness === 'reconstructed' ? reconstructedWords : null,
    },
    today:
      accounting === undefined
        ? null
        : {
            stored: accounting.storedBytes,
            compressed: layers.reduce<number | null>(
              (sum, one) => (sum === null || one === null ? null : sum + one),
              0,
            ),
          },
    variants,
    absent,
    rules: rules.map(({ id, level, title }) => ({ id, level, title, off: dropped.has(id) })),
  } satisfies ReadyRewrite;
}

/** The longest that people write have a tenth of it; each rule reads the file anew. */
const longest = 256 << 10;
const mostInstructions = 1000;

const reconstructedWords =
  'Nobody wrote this Dockerfile: it was put together from the image’s history. Comments, mounts and other stages are lost, so look at it before you build it.';

function whyNot(file: Dockerfile, image: ImageEvidence | null): string | null {
  if (image?.platform.startsWith('windows')) return 'it is an image of Windows: its Dockerfile is left alone';
  if (file.text.length > longest || file.instructions.length > mostInstructions) {
    return `the Dockerfile is too long to be rewritten: ${file.text.length} characters, ${file.instructions.length} instructions`;
  }
  const [error] = [...file.errors, ...refusedInstructions(file), ...readStages(file).errors];
  if (error !== undefined) return `BuildKit refuses the Dockerfile, line ${error.line}: ${error.message}`;
  return null;
}

function rulesUpTo(rules: readonly Rule[], variant: VariantName): Rule[] {
  return rules.filter(({ level }) => variantNames.indexOf(level) <= variantNames.indexOf(variant));
}

/** The ignore file that a build with this Dockerfile goes by; where there is none, the one to make. */
function ignoreFileOf(project: ProjectReading | null, dockerfile: string): Pick<Start, 'ignorePath' | 'ignoreText'> {
  const folder = dockerfile.slice(0, dockerfile.lastIndexOf('/') + 1);
  for (const { beside, name } of ignoreFileNames(dockerfile.slice(folder.length))) {
    const path = beside === 'dockerfile' ? folder + name : name;
    const found = project?.files.find((one) => one.path === path);
    if (found !== undefined) return { ignorePath: path, ignoreText: found.text };
  }
  return { ignorePath: '.dockerignore', ignoreText: null };
}

function whyAbsent(variant: VariantName, { skipped }: Composed, rules: readonly Rule[]): string {
  const own = new Set(rules.filter(({ level }) => level === variant).map(({ id }) => id));
  const whys = [...new Set(skipped.filter(({ rule }) => own.has(rule)).map(({ why }) => why))];
  return whys.length > 0 ? whys.join('; ') : 'nothing worth doing';
}

function variantOf(variant: VariantName, composed: Composed, start: Start, image: ImageEvidence | null): Variant {
  const { draft, file, taken, ignored } = composed;
  const forecast = image === null ? null : new Forecast(image);
  const edits = taken.map((suggestion): SuggestedEdit => {
    const sizes = forecast?.sizes ?? null;
    forecast?.apply(suggestion.effects);
    const after = forecast?.sizes ?? null;
    const { id, rule, title, reason, evidence, risk } = suggestion;
    return {
      id,
      rule,
      title,
      reason,
      evidence,
      risk,
      from: draft.linesTaken(id, start.file.lineStarts),
      to: draft.linesBy(id, file.lineStarts),
      ignored: suggestion.ignored ?? [],
      saves:
        sizes === null || after === null || suggestion.effects.length === 0
          ? null
          : {
              stored: sizes.stored.bytes - after.stored.bytes,
              compressed:
                sizes.compressed === null || after.compressed === null
                  ? null
                  : sizes.compressed.bytes - after.compressed.bytes,
            },
    };
  });
  const ignoreText = ignored.length === 0 ? null : withLines(start.ignoreText ?? '', ignored);
  return {
    variant,
    dockerfile: draft.text,
    ignoreFile: ignoreText === null ? null : { path: start.ignorePath, text: ignoreText },
    patch: [
      unifiedPatch(start.filename, start.file.text, draft.text),
      ignoreText === null ? '' : unifiedPatch(start.ignorePath, start.ignoreText, ignoreText),
    ].join(''),
    edits,
    skipped: composed.skipped,
    predicted: forecast?.sizes ?? null,
    removes: image === null ? null : removedExposure(image, composed),
    notes: [...new Set(taken.flatMap(({ notes = [] }) => notes))],
  };
}

function withLines(text: string, lines: readonly string[]): string {
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const start = text === '' || text.endsWith('\n') ? text : text + lineEnd;
  return start + lines.map((line) => line + lineEnd).join('');
}
