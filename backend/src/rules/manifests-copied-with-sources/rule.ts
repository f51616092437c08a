import type { Instruction, Stage } from '../../dockerfile/syntax.ts';
import { isIgnored, takesWholeContext, wasCopied } from '../built-context.ts';
import { type CopiedPaths, copiedPaths } from '../copied-paths.ts';
import { type Rule, type Skipped, type Suggestion, safe, skipped } from '../rule.ts';
import type { Subject } from '../subject.ts';
import { type Install, useOf } from './installs.ts';
import { manifestsFor } from './manifests.ts';

export const manifestsCopiedWithSources: Rule = {
  id: 'manifests-copied-with-sources',
  level: 'tidy',
  title: 'Copy manifests first, so that packages are installed anew only when those change',
  suggest: (subject) =>
    subject.graph.stages.flatMap((stage) =>
      stage.instructions.flatMap((copy) => {
        if (copy.name !== 'COPY' && copy.name !== 'ADD') return [];
        return suggestFor(subject, stage, copy) ?? [];
      }),
    ),
};

function suggestFor(subject: Subject, stage: Stage, copy: Instruction): Suggestion | Skipped | null {
  const copied = copiedPaths(subject, copy);
  if (copied === null || !takesWholeContext(copied)) return null;
  const found = installsBehind(subject, stage, copied);
  if (found === null) return null;
  const { installs, last } = found;
  const say = (why: string) => skipped(last.start, `the installation stays behind the sources: ${why}`);
  if (stage.instructions.some((one) => one.start < copy.start && namesManifests(one))) return null;
  if (subject.project === null) return say('what its manifests have in them is not known without the project’s folder');
  if (subject.image === null || subject.layersOf(copy).length === 0)
    return say('which manifests there are is not known');
  const isThere = (name: string) => wasCopied(subject, copied, name) === true && !isIgnored(subject, name);
  const files: string[] = [];
  for (const install of installs) {
    const manifests = manifestsFor(install, isThere, subject.project);
    if ('why' in manifests) return say(manifests.why);
    files.push(...manifests.files);
    if (install.ecosystem === 'npm' && isThere('node_modules')) {
      return say('the context has node_modules, which would be copied over what is installed');
    }
  }
  const { lineEnd } = subject.style;
  const names = [...new Set(files)].sort();
  const text = subject.textOf(copy);
  return {
    kind: 'suggestion',
    anchor: subject.anchor(copy),
    title: 'Copy manifests first',
    reason: `A builder keeps what a RUN made as long as nothing above it changes. Behind COPY . that is every change of a source; behind ${names.join(', ')} packages are installed anew only when one of these changes.`,
    evidence: names.map((name) => `${name} is in ${copied.destination}`),
    risk: safe,
    edits: [
      { start: copy.start, end: copy.end, text: manifestCopy(subject, copy, names, copied) },
      {
        start: last.end,
        end: last.end,
        text: `${lineEnd}${text}`,
        moved: [{ from: { start: copy.start, end: copy.end }, at: lineEnd.length }],
      },
    ],
    effects: [],
  };
}

interface InstallsBehind {
  readonly installs: readonly Install[];
  readonly last: Instruction;
}

/** The RUNs behind a COPY that use nothing of what it brings but manifests. */
function installsBehind(subject: Subject, stage: Stage, { copy, destination }: CopiedPaths): InstallsBehind | null {
  const installs: Install[] = [];
  let last: Instruction | null = null;
  for (const one of stage.instructions) {
    if (one.start <= copy.start) continue;
    if (/^(?:ENV|ARG|LABEL|EXPOSE|WORKDIR)$/.test(one.name)) continue;
    if (one.name !== 'RUN' || one.flags.some(({ text }) => /type=bind/.test(text))) break;
    const read = subject.run(one);
    if (read.kind !== 'commands' || read.script.substitutions.length > 0) break;
    const items = read.script.list.items;
    const uses = subject.commands(one).map(useOf);
    if (uses.length !== items.length || uses.includes('unknown')) break;
    const found = uses.filter((use) => typeof use !== 'string');
    if (found.length === 0) continue;
    if (subject.place(one)?.workingDir !== destination) break;
    installs.push(...found);
    last = one;
  }
  return last === null ? null : { installs, last };
}

function namesManifests({ name, values }: Instruction): boolean {
  return (
    (name === 'COPY' || name === 'ADD') &&
    values.slice(0, -1).some(({ text }) => /package|requirements|go\.|Gemfile|lock/.test(text))
  );
}

function manifestCopy(
  subject: Subject,
  copy: Instruction,
  names: readonly string[],
  { destination }: CopiedPaths,
): string {
  const keyword = subject.style.keywordCase === 'lower' ? 'copy' : 'COPY';
  const flags = copy.flags.map((flag) => subject.textOf(flag));
  const isHere = subject.place(copy)?.workingDir === destination;
  return [keyword, ...flags, ...names, isHere ? './' : `${destination === '/' ? '' : destination}/`].join(' ');
}
