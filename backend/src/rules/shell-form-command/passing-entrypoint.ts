import { basename } from 'node:path/posix';
import type { Stage } from '../../dockerfile/syntax.ts';
import type { Subject } from '../subject.ts';

/** Official images whose entrypoint, if any, runs what it is given, whatever that is. */
const officialBases: ReadonlySet<string> = new Set(
  'alpine amazoncorretto buildpack-deps bun busybox clojure debian eclipse-temurin elixir erlang fedora gcc golang gradle groovy haskell ibm-semeru-runtimes julia maven node openjdk perl php pypy python rockylinux almalinux ruby rust swift ubuntu'.split(
    ' ',
  ),
);
/** Entrypoints that do the same. */
const passing: ReadonlySet<string> = new Set(
  '__cacert_entrypoint.sh docker-php-entrypoint mvn-entrypoint.sh tini dumb-init catatonit'.split(' '),
);

/**
 * Whether the arguments of CMD are run as they are: where a program of its own gets them, it may look at them.
 * Null where the entrypoint is not known.
 */
export function runsWhatItIsGiven(subject: Subject, stage: Stage): boolean | null {
  const chain = chainOf(subject, stage);
  const own = chain.flatMap(({ instructions }) => instructions).findLast(({ name }) => name === 'ENTRYPOINT');
  if (own !== undefined) return own.json && passes(own.values.map(({ text }) => text));
  const base = chain[0]?.base;
  if (base?.kind === 'scratch') return true;
  if (base?.kind !== 'image') return null;
  const { reference } = base;
  if (reference.domain === 'docker.io' && officialBases.has(reference.path.replace(/^library\//, ''))) return true;
  const config = subject.bases(reference.text)?.config ?? null;
  return config === null ? null : passes(config.entrypoint);
}

/** The stages that a stage is built upon, and itself. */
export function chainOf({ graph }: Subject, stage: Stage): Stage[] {
  const chain = [stage];
  for (let { base } = stage; base.kind === 'stage'; ) {
    const below = graph.stages[base.index];
    if (below === undefined || chain.includes(below)) break;
    chain.unshift(below);
    base = below.base;
  }
  return chain;
}

function passes([program, ...more]: readonly string[]): boolean {
  if (program === undefined) return true;
  return passing.has(basename(program)) && more.every((word) => word === '--' || word === '-g');
}
