import type { Stage } from '../../dockerfile/syntax.ts';
import type { BaseProfile } from '../base-profile.ts';
import type { RuleEdit } from '../draft.ts';
import type { Subject } from '../subject.ts';

/** What microdnf understands as dnf does. */
const action = /^(?:install|remove|update|upgrade|clean|makecache)$/;
const option = /^(?:-y|--assumeyes|--nodocs|--refresh|--setopt=[\w.=]+|--(?:enable|disable)repo=[\w*.-]+)$/;
const word = /^[\w+.-]+$/;

/**
 * Lines that call dnf or yum, for a base that has microdnf in its place.
 * @returns a sentence where one cannot be said so
 */
export function microdnfEdits(subject: Subject, stage: Stage, base: BaseProfile): RuleEdit[] | string {
  const edits: RuleEdit[] = [];
  if (base.manager !== 'rpm' || base.hasPath('/usr/bin/dnf') === true) return edits;
  for (const run of stage.instructions.filter(({ name }) => name === 'RUN')) {
    for (const { name, args, command } of subject.commands(run)) {
      if (!/^(?:dnf|yum)$/.test(name)) continue;
      const line = subject.line(run.start);
      if (base.hasPath('/usr/bin/microdnf') !== true) {
        return `line ${line} runs ${name}, and it is not known whether ${base.reference} has it`;
      }
      const [first = ''] = args.filter((one) => !one.startsWith('-'));
      const isSame = action.test(first) && args.every((one) => (one.startsWith('-') ? option : word).test(one));
      if (!isSame || command.name === null || command.name.value !== name) {
        return `line ${line} runs ${[name, ...args].join(' ').slice(0, 60)}, which microdnf of ${base.reference} may not do`;
      }
      edits.push({ start: command.name.start, end: command.name.end, text: 'microdnf' });
    }
  }
  return edits;
}
