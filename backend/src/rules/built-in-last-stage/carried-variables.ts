import type { Instruction } from '../../dockerfile/syntax.ts';
import { noNode } from '../../image/merge.ts';
import type { BaseProfile } from '../base-profile.ts';
import type { KeptFiles } from './kept-files.ts';
import type { App, RuntimePlan } from './recipe.ts';
import type { StageParts } from './split-edits.ts';
import type { StageLine } from './stage-lines.ts';

/** Variables that only tools of a build read. */
const ofBuilds =
  /^(?:DEBIAN_FRONTEND|GO(?:PATH|FLAGS|OS|ARCH|CACHE|MODCACHE|PROXY|PRIVATE|SUMDB|TOOLCHAIN|LANG_VERSION)|GO111MODULE|CGO_\w+|CARGO_\w+|RUSTUP_\w+|RUST_VERSION|RUSTFLAGS|C(?:PP|XX)?FLAGS|LDFLAGS|CC|CXX|MAKEFLAGS|MAVEN_\w+|GRADLE_\w+|NPM_CONFIG_\w+|npm_config_\w+|YARN_\w+|PNPM_HOME|PIP_\w+|POETRY_\w+|UV_\w+|COMPOSER_\w+|BUNDLE_(?:JOBS|RETRY|CACHE_PATH))$/;
/** Of what the old base set, only this changes what programs print and where the day begins. */
const ofPrograms = /^(?:LANG|LANGUAGE|LC_\w+|TZ|PYTHONUNBUFFERED|PYTHONDONTWRITEBYTECODE)$/;

/** The ENV lines of the new stage: the user's own, those of the old base that programs notice, those of the recipe. */
export function carriedVariables(
  { subject, image }: App,
  { stage, lastBuild }: StageParts,
  kept: KeptFiles,
  base: BaseProfile,
  { env: added = [], made = [] }: Pick<RuntimePlan, 'env' | 'made'>,
): StageLine[] {
  const own = stage.instructions.filter(({ name, start }) => name === 'ENV' && start < lastBuild.start);
  const set = new Set(own.flatMap((instruction) => pairsOf(instruction).map(({ name }) => name)));
  const withArguments = new Set(
    stage.instructions
      .filter(({ name }) => name === 'ARG')
      .flatMap(({ values }) => values.map(({ text }) => text.split('=')[0] ?? '')),
  );
  const lines: StageLine[] = [];
  const inherited = (image.config.config?.Env ?? []).flatMap((setting) => {
    const [, name = '', value = ''] = /^([^=]*)=([\s\S]*)$/.exec(setting) ?? [];
    const isThere = base.config?.env.includes(setting) ?? true;
    return ofPrograms.test(name) && !set.has(name) && !isThere ? [{ name, value }] : [];
  });
  for (const pair of inherited) lines.push(lineOf([pair]));
  const ownText = own.map((one) => subject.textOf(one)).join('\n');
  const madeFolders = made.flatMap(({ to, isOnPath }) => (isOnPath ? [`${to}/bin`] : []));
  lines.push(...pathLine([...madeFolders, ...lostFolders(image, kept, base, ownText)], base));
  for (const instruction of own) {
    const pairs = pairsOf(instruction);
    const kept = pairs.filter(({ name }) => !ofBuilds.test(name));
    if (kept.length === 0) continue;
    const usesArguments = [...instruction.argument.text.matchAll(/\$\{?(\w+)/g)].some(([, name = '']) =>
      withArguments.has(name),
    );
    if (kept.length === pairs.length && !usesArguments) {
      lines.push({ keyword: 'ENV', text: subject.textOf(instruction.argument) });
      continue;
    }
    const expanded = subject.place(instruction)?.expanded ?? [];
    lines.push(
      lineOf(
        pairs.flatMap(({ name, at, text }) =>
          ofBuilds.test(name) ? [] : [{ name, value: (usesArguments ? expanded[at] : null) ?? unquoted(text) }],
        ),
      ),
    );
  }
  if (added.length > 0) lines.push(lineOf(added));
  return lines;
}

/** Folders in which only the old base looked for programs, and the image's own are. */
function lostFolders({ config, tree }: App['image'], kept: KeptFiles, base: BaseProfile, own: string): string[] {
  const known = new Set(base.config === null ? [] : pathOf(base.config.env));
  return pathOf(config.config?.Env ?? []).filter((folder) => {
    const node = folder.startsWith('/') ? tree.resolve(folder) : noNode;
    return (
      !known.has(folder) &&
      !own.includes(folder) &&
      node !== noNode &&
      [...tree.children(node)].some((child) => kept.nodes.has(child))
    );
  });
}

function pathLine(folders: readonly string[], base: BaseProfile): StageLine[] {
  return folders.length === 0 || base.config === null
    ? []
    : [{ keyword: 'ENV', text: `PATH=${[...new Set(folders)].join(':')}:$PATH` }];
}

function pathOf(env: readonly string[]): string[] {
  const setting = env.find((one) => one.startsWith('PATH='));
  return (setting?.slice('PATH='.length) || '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin').split(':');
}

interface Pair {
  readonly name: string;
  readonly text: string;
  /** The value's place among the instruction's values. */
  readonly at: number;
}

function pairsOf({ values }: Instruction): Pair[] {
  const pairs: Pair[] = [];
  for (let i = 0; i + 1 < values.length; i += 3) {
    pairs.push({ name: values[i]?.text ?? '', text: values[i + 1]?.text ?? '', at: i + 1 });
  }
  return pairs;
}

function lineOf(pairs: readonly { readonly name: string; readonly value: string }[]): StageLine {
  const text = pairs.map(({ name, value }) => `${name}=${/^[\w@%+=:,./-]+$/.test(value) ? value : quoted(value)}`);
  return { keyword: 'ENV', text: text.join(' ') };
}

function quoted(value: string): string {
  return `"${value.replaceAll(/["\\$]/g, (sign) => `\\${sign}`)}"`;
}

function unquoted(text: string): string {
  return /^"[^"\\$]*"$|^'[^']*'$/.test(text) ? text.slice(1, -1) : text;
}
