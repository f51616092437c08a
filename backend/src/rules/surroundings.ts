import type { Instruction, Stage, StageSource } from '../dockerfile/syntax.ts';
import { instructionsBefore, stageOf } from './image-stages.ts';
import type { Subject } from './subject.ts';

/** What images that everybody knows set, where nobody looked into them; all of these run as root. */
const knownBases: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  ...Object.fromEntries(
    [
      ...['alpine', 'almalinux', 'amazoncorretto', 'amazonlinux', 'buildpack-deps', 'centos', 'debian', 'fedora'],
      ...['eclipse-temurin', 'gcc', 'gradle', 'maven', 'node', 'openjdk', 'oraclelinux', 'perl', 'php', 'python'],
      ...['rockylinux', 'ubuntu'],
    ].map((name) => [name, []]),
  ),
  composer: [['COMPOSER_HOME', '/tmp']],
  golang: [['GOPATH', '/go']],
  ruby: [['GEM_HOME', '/usr/local/bundle']],
  rust: [['CARGO_HOME', '/usr/local/cargo']],
};

/** The variables that a RUN sees, those of ARG too; null for a value that is not known. */
export function variablesAt(subject: Subject, run: Instruction): ReadonlyMap<string, string | null> {
  const variables = new Map<string, string | null>(baseVariables(subject, rootOf(subject, run)));
  for (const instruction of instructionsBefore(subject, run)) {
    if (instruction.name !== 'ENV' && instruction.name !== 'ARG') continue;
    const { expanded = [] } = subject.place(instruction) ?? {};
    if (instruction.name === 'ENV') {
      for (let i = 0; i < expanded.length; i += 3) set(variables, expanded[i], expanded[i + 1] ?? null);
    } else {
      for (const declared of expanded) {
        const equals = declared?.indexOf('=') ?? -1;
        if (equals !== -1) set(variables, declared?.slice(0, equals), declared?.slice(equals + 1) ?? null);
      }
    }
  }
  return variables;
}

function set(variables: Map<string, string | null>, name: string | null | undefined, value: string | null): void {
  if (name !== null && name !== undefined) variables.set(name, value);
}

function baseVariables(subject: Subject, base: StageSource | null): (readonly [string, string])[] {
  const config = base?.kind === 'image' ? subject.bases(base.reference.text)?.config : undefined;
  // The image's own have those of its base; what ENV sets anew is set again by the caller.
  const env = config?.env ?? (subject.image === null ? null : (subject.image.config.config?.Env ?? []));
  if (env === null || env === undefined) return base?.kind === 'image' ? [...(knownBase(base) ?? [])] : [];
  return env.map((one) => [one.split('=', 1)[0] ?? '', one.slice(one.indexOf('=') + 1)] as const);
}

/** Where root's files are, if the RUN is root's; null where it is somebody else's, or that is not known. */
export function rootHomeAt(subject: Subject, run: Instruction): string | null {
  if (!isRoot(userAt(subject, run))) return null;
  const variables = variablesAt(subject, run);
  // The shell's own; RUN has it from the builder where nobody sets it.
  return variables.has('HOME') ? (variables.get('HOME') ?? null) : '/root';
}

function isRoot(user: string | null): boolean {
  return user !== null && /^(?:root|0)?(?::|$)/.test(user);
}

/** As USER has it; empty for root by default, null where it is not known. */
function userAt(subject: Subject, run: Instruction): string | null {
  const user = subject.place(run)?.user ?? null;
  if (user !== null) return user;
  const base = rootOf(subject, run);
  const hasUser = instructionsBefore(subject, run).some(({ name }) => name === 'USER');
  if (hasUser) return null;
  const { image } = subject;
  const changesLater = subject.file.instructions.some(({ name }) => name === 'USER');
  if (image !== null && !changesLater) return image.config.config?.User ?? '';
  return base?.kind === 'image' && knownBase(base) !== undefined ? '' : null;
}

function knownBase(base: StageSource & { kind: 'image' }) {
  const { domain, path, familiarName } = base.reference;
  if (domain !== 'docker.io' || !path.startsWith('library/')) return undefined;
  return Object.hasOwn(knownBases, familiarName) ? knownBases[familiarName] : undefined;
}

/** What the lowest of its stages is built upon. */
function rootOf(subject: Subject, run: Instruction): StageSource | null {
  let stage: Stage | null = stageOf(subject, run);
  for (let i = 0; stage?.base.kind === 'stage' && i < subject.graph.stages.length; i++) {
    stage = subject.graph.stages[stage.base.index] ?? null;
  }
  return stage?.base ?? null;
}
