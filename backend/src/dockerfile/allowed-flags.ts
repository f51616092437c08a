import { quoted } from './error-list.ts';
import { nearestWord } from './nearest-word.ts';
import type { Flag, Instruction, Range } from './syntax.ts';

/** What the builder refuses, and where. */
export interface Refusal {
  readonly message: string;
  readonly hint: string | null;
  readonly at: Range;
}

type FlagKind = 'text' | 'texts' | 'yes-no';

const copyFlags = { chown: 'text', chmod: 'text', link: 'yes-no', exclude: 'texts' } as const;

const known: Readonly<Record<string, Readonly<Record<string, FlagKind>>>> = {
  ADD: { ...copyFlags, checksum: 'text', 'keep-git-dir': 'yes-no', unpack: 'yes-no' },
  COPY: { ...copyFlags, from: 'text', parents: 'yes-no' },
  FROM: { platform: 'text' },
  HEALTHCHECK: {
    interval: 'text',
    timeout: 'text',
    'start-period': 'text',
    'start-interval': 'text',
    retries: 'text',
  },
  RUN: { mount: 'texts', network: 'text', security: 'text', device: 'texts' },
};

/** The first flag that the builder refuses. */
export function refusedFlag({ name, flags }: Instruction): Refusal | null {
  const allowed = known[name] ?? {};
  const seen = new Set<string>();
  for (const flag of flags) {
    const kind = Object.hasOwn(allowed, flag.name) ? allowed[flag.name] : undefined;
    const refusal = kind === undefined ? unknownFlag(flag, Object.keys(allowed)) : wrongFlag(flag, kind, seen);
    if (refusal !== null) return refusal;
    seen.add(flag.name);
  }
  return null;
}

function unknownFlag(flag: Flag, names: readonly string[]): Refusal {
  const nearest = nearestWord(flag.name, names);
  const others = names.length === 0 ? 'It takes no flags.' : `It takes ${names.map((name) => `--${name}`).join(', ')}.`;
  const hint = nearest === null ? others : `Did you mean --${nearest}?`;
  return { message: `unknown flag: --${flag.name.slice(0, 80)}`, hint, at: flag };
}

function wrongFlag(flag: Flag, kind: FlagKind, seen: ReadonlySet<string>): Refusal | null {
  const refuse = (message: string, hint: string | null): Refusal => ({ message, hint, at: flag });
  if (kind !== 'texts' && seen.has(flag.name)) {
    return refuse(`duplicate flag specified: --${flag.name}`, 'Leave one of them.');
  }
  const missing = kind === 'yes-no' ? flag.value === '' : flag.value === null;
  if (missing) return refuse(`missing a value on flag: --${flag.name}`, `Write --${flag.name}=VALUE.`);
  if (kind === 'yes-no' && !/^(?:true|false)?$/i.test(flag.value ?? '')) {
    const message = `expecting boolean value for flag --${flag.name}, not: ${quoted(flag.value ?? '')}`;
    return refuse(message, 'Write true or false.');
  }
  return null;
}
