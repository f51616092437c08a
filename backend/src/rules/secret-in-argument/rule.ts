import { readArguments } from '../../dockerfile/expand/global-variables.ts';
import type { Instruction, Stage } from '../../dockerfile/syntax.ts';
import { secrecyOf } from '../../inspectors/secrets/secret-names.ts';
import { withFlag } from '../copied-paths.ts';
import type { RuleEdit } from '../draft.ts';
import { withoutInstruction } from '../remove-edits.ts';
import { breakingIf, type Rule, type Skipped, type Suggestion, skipped } from '../rule.ts';
import { isSilenced } from '../silenced.ts';
import type { Subject } from '../subject.ts';

export const secretInArgument: Rule = {
  id: 'secret-in-argument',
  level: 'tidy',
  title: 'Give secrets to a build as secrets, not as arguments',
  suggest: (subject) =>
    subject.graph.stages.flatMap((stage) =>
      stage.instructions.flatMap((one) => {
        if (one.name === 'ARG') return ofArgument(subject, stage, one) ?? [];
        return one.name === 'ENV' ? ofVariable(subject, one) : [];
      }),
    ),
};

/** Any value that a person would not take for a stand-in: what counts is the name. */
const anyValue = 'f3W9kq7ZtP0s';

const isSecretName = (name: string) => secrecyOf(name, anyValue) !== null;

function ofArgument(subject: Subject, stage: Stage, arg: Instruction): Suggestion | Skipped | null {
  const [declared, ...more] = readArguments(arg);
  if (declared === undefined || ![declared, ...more].some(({ name }) => isSecretName(name))) return null;
  if (isSilenced(subject, arg, ['SecretsUsedInArgOrEnv'])) return null;
  const { name } = declared;
  const say = (why: string) => skipped(arg.start, `${name} stays an argument, which the image’s history shows: ${why}`);
  if (more.length > 0) return say('it is declared together with others');
  if (declared.value !== null) return say('its value is written in the file');
  if (!subject.takes.mounts) return say('the builder has no secret mounts');
  const isNamed = ({ joined, heredocs }: Instruction) =>
    new RegExp(`\\b${name}\\b`).test([joined, ...heredocs.map(({ content }) => content)].join('\n'));
  const others = subject.file.instructions.filter((one) => one !== arg && isNamed(one));
  const uses = others.filter((one) => one.name === 'RUN' && stage.instructions.includes(one) && one.start > arg.start);
  if (uses.length === 0 || uses.length < others.length) {
    return others.length === 0 ? null : say('not only RUNs of its stage use it');
  }
  const id = name.toLowerCase();
  const edits: RuleEdit[] = [withoutInstruction(subject, arg)];
  for (const run of uses) {
    // Secrets are root's to read.
    if (!/^(?:root|0)?(?::|$)/.test(subject.place(run)?.user ?? ''))
      return say('a RUN of another user than root uses it');
    const read = subject.run(run);
    const first = read.kind === 'commands' ? read.script.list.items[0] : undefined;
    if (first === undefined || run.heredocs.length > 0) return say('the commands of a RUN cannot be added to');
    const flag = withFlag(run, `--mount=type=secret,id=${id}`);
    edits.push(flag, {
      start: first.start,
      end: first.start,
      text: `export ${name}="$(cat /run/secrets/${id} 2>/dev/null || true)" && `,
    });
  }
  const given = `--secret id=${id},env=${name}`;
  return {
    kind: 'suggestion',
    anchor: subject.anchor(arg),
    title: `${name} as a secret of the build`,
    reason:
      'The history of an image shows the arguments of each RUN, with their values. A secret is a file for the time of the RUN, and in no layer and no history.',
    evidence: uses.map((run) => `line ${subject.line(run.start)} uses ${name}`),
    risk: breakingIf(`the build is still given --build-arg ${name}, not ${given}`),
    edits,
    effects: [],
    notes: [`Build with docker build ${given}, in place of --build-arg ${name}`],
  };
}

/** The program may need it as it runs: nobody but a person knows. */
function ofVariable(subject: Subject, env: Instruction): Skipped[] {
  if (isSilenced(subject, env, ['SecretsUsedInArgOrEnv'])) return [];
  const names = env.values.flatMap(({ text }, i) =>
    i % 3 === 0 ? [{ name: text, value: env.values[i + 1]?.text ?? '' }] : [],
  );
  return names
    .filter(({ name, value }) => isSecretName(name) && (value.includes('$') || secrecyOf(name, value) !== null))
    .map(({ name }) =>
      skipped(
        env.start,
        `${name} is in the image for everybody to read: give it to the container as it starts, or to a RUN as a secret`,
      ),
    );
}
