import type { Instruction, Stage } from '../../dockerfile/syntax.ts';
import type { BaseProfile } from '../base-profile.ts';
import { carriedVariables } from './carried-variables.ts';
import type { Copy, KeptFiles } from './kept-files.ts';
import { quotedPath } from './quoted-path.ts';
import type { App, RuntimePlan } from './recipe.ts';
import type { StageParts } from './split-edits.ts';
import { startLines } from './start-lines.ts';
import type { SystemNeeds } from './system-needs.ts';

export interface StageLine {
  readonly keyword: string;
  readonly text: string;
}

/** Users that every system has. */
const commonUsers = /^(?:root|nobody|daemon|bin|www-data|nonroot|\d+)(?::|$)/;

/**
 * The lines of the new last stage between FROM and what the user's own tail says.
 * @param build the name of the build stage
 * @returns a sentence where something cannot be said on that base
 */
export function stageLines(
  app: App,
  parts: StageParts,
  plan: RuntimePlan,
  kept: KeptFiles,
  base: BaseProfile,
  needs: SystemNeeds,
  build: string,
): StageLine[] | string {
  const { subject } = app;
  const { stage, lastBuild } = parts;
  const place = subject.place(lastBuild);
  const user = userAtEnd(app, parts);
  const fixes = [...fixups(kept), ...needs.afterCopies, ...(plan.commands ?? [])];
  const commands = [...needs.commands, ...fixes];
  if (commands.length > 0 && base.hasPath('/bin/sh') === false) {
    return `${base.reference} has no shell for ${commands[0]}`;
  }
  const { style } = subject;
  const joint = `${style.continuation}${style.lineEnd}${style.indent}&& `;
  return [
    ...neededArguments(app, parts),
    ...carriedVariables(app, parts, kept, base, plan),
    ...(needs.commands.length === 0 ? [] : [{ keyword: 'RUN', text: needs.commands.join(joint) }]),
    ...(needsUsers(app, user, base) ? [{ keyword: 'COPY', text: `--from=${build} /etc/passwd /etc/group /etc/` }] : []),
    ...copyLines(kept.copies, build),
    ...(plan.made ?? []).map(({ from, to }) => ({ keyword: 'COPY', text: `--from=${build} ${copyWords([from, to])}` })),
    ...needs.copies.map(({ path, to }) => ({ keyword: 'COPY', text: `--from=${build} ${copyWords([path, to])}` })),
    ...(fixes.length === 0 ? [] : [{ keyword: 'RUN', text: fixes.join(joint) }]),
    ...workingDirLine(place?.workingDir ?? null, base),
    ...shellLine(stage, parts),
    ...userLine(app, parts),
    ...startLines(app, parts, plan, base),
  ];
}

/** Files of one folder and owner in one line; folders in one each, as COPY takes what is in them. */
function copyLines(copies: readonly Copy[], build: string): StageLine[] {
  const lines: StageLine[] = [];
  const files = new Map<string, string[]>();
  for (const { path, isFolder, owner } of copies) {
    const chown =
      owner === null || (owner.uid === 0 && owner.gid === 0) || !isFolder ? '' : ` --chown=${owner.uid}:${owner.gid}`;
    if (isFolder) lines.push({ keyword: 'COPY', text: `--from=${build}${chown} ${copyWords([path, path])}` });
    else {
      const folder = path.slice(0, path.lastIndexOf('/') + 1);
      const beside = files.get(folder);
      if (beside === undefined) files.set(folder, [path]);
      else beside.push(path);
    }
  }
  for (const [folder, paths] of files) {
    lines.push({ keyword: 'COPY', text: `--from=${build} ${copyWords([...paths, folder])}` });
  }
  return lines;
}

/** The JSON form where a path has white space; what COPY would take for a pattern or a variable is escaped. */
function copyWords(paths: readonly string[]): string {
  const escaped = paths.map((path) => path.replaceAll(/[[\]*?]/g, (sign) => (sign === ']' ? sign : `[${sign}]`)));
  if (escaped.every((path) => /^[\w@%+=:,./[\]*?~-]+$/.test(path))) return escaped.join(' ');
  return JSON.stringify(escaped.map((path) => path.replaceAll('$', '\\$')));
}

/** What COPY does not say: symlinks, and folders whose own owner or mode is another than COPY makes. */
function fixups({ links, copies }: KeptFiles): string[] {
  const commands = links.map(linkCommand);
  for (const { path, isFolder, owner, folderOwner, folderMode } of copies) {
    if (!isFolder) continue;
    const { uid, gid } = folderOwner;
    if (owner === null && (uid !== 0 || gid !== 0)) commands.push(`chown ${uid}:${gid} ${quotedPath(path)}`);
    if (folderMode !== 0o755) commands.push(`chmod ${folderMode.toString(8)} ${quotedPath(path)}`);
  }
  return commands;
}

/** Below /etc packages that are installed anew may have made the link already. */
function linkCommand({ path, target }: KeptFiles['links'][number]): string {
  return `ln ${path.startsWith('/etc/') ? '-sf' : '-s'} ${quotedPath(target)} ${quotedPath(path)}`;
}

function workingDirLine(workingDir: string | null, base: BaseProfile): StageLine[] {
  if (workingDir === null || workingDir === (base.config?.workingDir || '/')) return [];
  return [{ keyword: 'WORKDIR', text: workingDir }];
}

/** USER as it stands when the build ends; the tail may name another. */
function userLine({ subject, image }: App, { lastBuild }: StageParts): StageLine[] {
  const user = subject.place(lastBuild)?.user ?? '';
  return user === '' || image.config.config?.User === '' ? [] : [{ keyword: 'USER', text: user }];
}

function userAtEnd({ image }: App, _: StageParts): string {
  return image.config.config?.User ?? '';
}

/** Whether the new base does not know the user by that name. */
function needsUsers({ image, subject }: App, user: string, base: BaseProfile): boolean {
  if (user === '' || commonUsers.test(user)) return false;
  const passwd = image.tree.at('/etc/passwd');
  if (passwd !== -1 && image.tree.layer(passwd) >= (image.ownFrom ?? 0)) return true;
  const old = subject.result?.base;
  return old?.kind !== 'image' || repositoryOf(old.reference.text) !== repositoryOf(base.reference);
}

function repositoryOf(reference: string): string {
  return reference.replace(/@.*$/, '').replace(/:[^/]*$/, '');
}

/** SHELL counts for the shell forms that follow it in its stage. */
function shellLine(stage: Stage, { tail, moved, lastBuild }: StageParts): StageLine[] {
  const shell = stage.instructions.findLast((one) => one.name === 'SHELL' && one.start < lastBuild.start);
  const isUsed = [...tail, ...moved].some(
    ({ name, json, values }) => !json && ['CMD', 'ENTRYPOINT', 'HEALTHCHECK'].includes(name) && values.length > 0,
  );
  return shell === undefined || !isUsed ? [] : [{ keyword: 'SHELL', text: shell.joined.replace(/^\S+\s+/, '') }];
}

/** ARGs of the build stage that what now stands in the new one refers to. */
function neededArguments({ subject }: App, { stage, tail, moved }: StageParts): StageLine[] {
  const text = [...tail, ...moved].map((one) => subject.textOf(one)).join('\n');
  return stage.instructions
    .filter((one) => one.name === 'ARG' && one.start < (tail[0]?.start ?? Number.POSITIVE_INFINITY))
    .filter((one) => !tail.includes(one) && namesOf(one).some((name) => refersTo(text, name)))
    .map((one) => ({ keyword: 'ARG', text: one.joined.replace(/^\S+\s+/, '') }));
}

function namesOf({ values }: Instruction): string[] {
  return values.map(({ text }) => text.split('=')[0] ?? '');
}

function refersTo(text: string, name: string): boolean {
  return new RegExp(`\\$(?:${name}(?![A-Za-z0-9_])|\\{${name}[^A-Za-z0-9_])`).test(text);
}
