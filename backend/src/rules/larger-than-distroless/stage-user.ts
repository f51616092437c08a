import type { Stage } from '../../dockerfile/syntax.ts';
import { noNode } from '../../image/merge.ts';
import type { Entrypoint } from '../../inspection-answers.ts';
import type { BaseProfile } from '../base-profile.ts';
import type { ImageEvidence } from '../evidence.ts';
import { lastOf } from './command-edits.ts';

/** How the user that the stage names is known on the new base. */
export type StageUser =
  /** Nothing is to be done. */
  | { readonly kind: 'known' }
  /** The file that tells names has to come along, from where the image has it. */
  | { readonly kind: 'copied' }
  /** A number in place of the name. */
  | { readonly kind: 'numbered'; readonly numbers: string; readonly name: string };

/** Users that every image of distroless has. */
const ofDistroless: ReadonlySet<string> = new Set(['root', 'nobody', 'nonroot']);

export interface UserFacts {
  /** Whether the file that knows the name can be copied from another stage or image. */
  readonly canCopy: boolean;
  /** Whether the base has no users at all. */
  readonly isBare: boolean;
  /** Whether programs look them up. */
  readonly areRead: boolean;
}

/** @returns a sentence where it cannot be told */
export function stageUser(
  stage: Stage,
  image: ImageEvidence,
  { user, uid, gid }: Entrypoint,
  { canCopy, isBare, areRead }: UserFacts,
): StageUser | string {
  const named = lastOf(stage, 'USER');
  const name = named?.argument.text ?? '';
  const hasFile = image.tree.at('/etc/passwd') !== noNode;
  if (named === null && user !== 'root') return `its base sets the user ${user}: say USER in the last stage`;
  if (copiesUsers(stage)) return { kind: 'known' };
  if (areRead && hasFile) {
    return canCopy ? { kind: 'copied' } : 'its program looks users up, and the last stage makes them';
  }
  if (named === null) return { kind: 'known' };
  const isKnown = !isBare && ofDistroless.has(name.split(':')[0] ?? '');
  if (/^\d+(?::\d+)?$/.test(name) || isKnown) return { kind: 'known' };
  if (name.includes('$')) return `the user ${name} is told by a variable`;
  if (canCopy && hasFile) return { kind: 'copied' };
  if (uid === null || gid === null) return `the numbers of the user ${name} and of its group are not known`;
  return { kind: 'numbered', numbers: `${uid}:${gid}`, name };
}

function copiesUsers({ instructions }: Stage): boolean {
  return instructions.some(
    ({ name, values }) => name === 'COPY' && values.some(({ text }) => /(?:^|\/)etc\/passwd$/.test(text)),
  );
}

/** Variables of the old base that programs notice, and the new one does not set. */
export function lostVariables(
  image: ImageEvidence,
  old: BaseProfile | null,
  base: BaseProfile,
  stage: Stage,
): string[] {
  const own = new Set(
    stage.instructions.filter(({ name }) => name === 'ENV').flatMap(({ values }) => values.map(({ text }) => text)),
  );
  const ofBase = old?.config?.env ?? [];
  const set = (image.config.config?.Env ?? []).filter((one) => ofBase.includes(one));
  return set.filter((one) => {
    const [name = ''] = one.split('=', 1);
    return (
      /^(?:LANG|LANGUAGE|LC_\w+|TZ|PYTHONUNBUFFERED|PYTHONDONTWRITEBYTECODE|NODE_ENV)$/.test(name) &&
      !own.has(name) &&
      !(base.config?.env.includes(one) ?? false)
    );
  });
}
