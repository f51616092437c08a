import { bytesText } from '../../bytes-text.ts';
import type { Instruction, Stage } from '../../dockerfile/syntax.ts';
import { isIgnored, takesWholeContext } from '../built-context.ts';
import { copiedPaths } from '../copied-paths.ts';
import { bytesOfEntries } from '../evidence.ts';
import { type Rule, review, type Skipped, type Suggestion, safe, skipped } from '../rule.ts';
import type { Subject } from '../subject.ts';
import type { Ignorable } from './ignorable.ts';
import { type Landed, landedIn } from './landed-files.ts';

export const buildContextCopied: Rule = {
  id: 'build-context-copied',
  level: 'tidy',
  title: 'Keep out of the build context what the image has no use for',
  suggest: (subject) =>
    subject.graph.stages.flatMap((stage) =>
      stage.instructions.flatMap((copy) => {
        if (copy.name !== 'COPY' && copy.name !== 'ADD') return [];
        return suggestFor(subject, stage, copy);
      }),
    ),
};

/** A Dockerfile and a few other small files are not worth a line. */
const worthTelling = 64 << 10;

function suggestFor(subject: Subject, stage: Stage, copy: Instruction): (Suggestion | Skipped)[] {
  const copied = copiedPaths(subject, copy);
  const isWhole = copied === null ? namesWholeContext(copy) : takesWholeContext(copied);
  if (!isWhole || subject.ignoreText === null) return [];
  if (subject.image === null) return withoutEvidence(subject, copy);
  const layers = subject.layersOf(copy);
  if (copied === null || layers.length === 0) return [];
  const landed = landedIn(subject.image, copied.destination, layers).filter(
    ({ path, ignorable }) =>
      !isIgnored(subject, path) && !isUsed(subject, copy, path, ignorable) && isMade(subject, stage, copy, ignorable),
  );
  const [history, others] = [true, false].map((is) =>
    landed.filter(({ ignorable }) => is === (ignorable.isHistory ?? false)),
  );
  return [
    ...suggestion(subject, copy, history ?? [], '.history'),
    ...suggestion(subject, copy, others ?? [], ''),
    ...aboutSecrets(subject, copy, copied.destination),
  ];
}

function suggestion(subject: Subject, copy: Instruction, landed: readonly Landed[], which: string): Suggestion[] {
  if (landed.length === 0 || subject.image === null) return [];
  const { image } = subject;
  const files = [...new Set(landed.flatMap((one) => one.files))];
  if (which === '' && bytesOfEntries(image, files) < worthTelling) return [];
  const installs = landed.some(({ ignorable }) => ignorable.madeBy !== undefined);
  const lines = landed.map(({ path, ignorable }) => lineFor(path, ignorable));
  return [
    {
      kind: 'suggestion',
      anchor: `${subject.anchor(copy)}${which}`,
      title: which === '' ? 'Ignore files that the image has no use for' : 'Ignore the history of the project',
      reason:
        which === ''
          ? 'COPY . takes all that is in the folder. What .dockerignore names is not sent to the builder, and a change of it makes no step run anew.'
          : 'COPY . takes the history along: whoever pulls the image can read it, with all that was ever committed.',
      evidence: landed.map(
        ({ path, ignorable, files: own }) =>
          `${path}: ${ignorable.what}${own.length === 0 ? '' : `, ${bytesText(bytesOfEntries(image, own))}`}`,
      ),
      risk:
        which !== '' && runsTools(subject)
          ? review('a build that asks git for a version would not get one')
          : installs
            ? review('what the RUN makes alone must be all that the program needs')
            : safe,
      edits: [],
      ignored: [...new Set(lines)].sort(),
      effects: files.length === 0 ? [] : [{ kind: 'removes', files }],
    },
  ];
}

/** Where only the text is known, there is one thing that no image needs. */
function withoutEvidence(subject: Subject, copy: Instruction): Suggestion[] {
  if (isIgnored(subject, '.git') || isUsed(subject, copy, '.git', null)) return [];
  return [
    {
      kind: 'suggestion',
      anchor: '',
      title: 'Ignore the history of the project',
      reason: 'COPY . takes .git along, if there is one: whoever pulls the image can read all that was ever committed.',
      evidence: [],
      risk: runsTools(subject) ? review('a build that asks git for a version would not get one') : safe,
      edits: [],
      ignored: ['.git'],
      effects: [],
    },
  ];
}

function namesWholeContext({ flags, values }: Instruction): boolean {
  return values.length === 2 && /^\.?\/?$/.test(values[0]?.text ?? '') && !flags.some(({ name }) => name === 'from');
}

function lineFor(path: string, { anywhere, name }: Ignorable): string {
  const last = path.slice(path.lastIndexOf('/') + 1);
  // One line for all of them; what has its own name is ignored where it is.
  if (anywhere === true && !name.source.includes('log')) return `**/${last}`;
  return path;
}

/** Something else than the COPY speaks of it, by name. */
function isUsed({ file }: Subject, copy: Instruction, path: string, ignorable: Ignorable | null): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const pattern = new RegExp(`(?:^|[^\\w.-])${name.replaceAll(/[.*+?^$\\{}()|[\]]/g, '\\$&')}(?:$|[^\\w.-])`);
  const usesGit =
    name === '.git' &&
    file.instructions.some(({ joined, name: own }) => own === 'RUN' && /(?:^|[\s;&|(])git\s+(?!clone)/.test(joined));
  // What is made anew is there for all but those that take it from the context.
  const mayUse = (one: Instruction) =>
    ignorable?.madeBy === undefined
      ? one.name !== 'LABEL'
      : (one.name === 'COPY' || one.name === 'ADD') && !one.flags.some((flag) => flag.name === 'from');
  return (
    usesGit ||
    file.instructions.some((one) => one !== copy && mayUse(one) && !removes(one, name) && pattern.test(wordsOf(one)))
  );
}

function wordsOf({ joined, heredocs }: Instruction): string {
  return [joined, ...heredocs.map(({ content }) => content)].join('\n');
}

/** `RUN rm -rf .git` has no use for it. */
function removes({ name, joined }: Instruction, of: string): boolean {
  return name === 'RUN' && /^\s*RUN\s+rm\s[^;&|]*$/i.test(joined) && joined.includes(of);
}

function isMade(subject: Subject, { instructions }: Stage, copy: Instruction, { madeBy }: Ignorable): boolean {
  if (madeBy === undefined) return true;
  return instructions.some(
    (run) =>
      run.name === 'RUN' &&
      run.start > copy.start &&
      subject.commands(run).some(({ name, args }) => madeBy(name, args)),
  );
}

/** Tools that run what a project tells them. */
function runsTools(subject: Subject): boolean {
  return subject.file.instructions.some(
    (run) =>
      run.name === 'RUN' &&
      subject
        .commands(run)
        .some(
          ({ name, args }) =>
            /^(?:make|cmake|gradlew?|mvnw?|sbt|cargo|bazel|meson|\.\/.*)$/.test(name) ||
            (name !== 'apt' && args.includes('run')) ||
            (/^pip3?$/.test(name) && args.some((arg) => /^\.|^-e/.test(arg))),
        ),
  );
}

/** A program may read it as it starts; only a person knows. */
function aboutSecrets(subject: Subject, copy: Instruction, folder: string): Skipped[] {
  const { image } = subject;
  if (image === null || isIgnored(subject, '.env')) return [];
  const node = image.tree.at(`${folder === '/' ? '' : folder}/.env`);
  if (node < 0 || !image.tree.isFile(node)) return [];
  return [
    skipped(
      copy.start,
      '.env is copied into the image, where everybody can read it: name it in .dockerignore unless the program reads it there',
    ),
  ];
}
