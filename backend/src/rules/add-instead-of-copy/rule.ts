import type { Instruction } from '../../dockerfile/syntax.ts';
import { type Rule, type Skipped, type Suggestion, safe, skipped } from '../rule.ts';
import { isSilenced } from '../silenced.ts';
import type { Subject } from '../subject.ts';

export const addInsteadOfCopy: Rule = {
  id: 'add-instead-of-copy',
  level: 'tidy',
  title: 'Copy local files with COPY, which never unpacks or fetches them',
  suggest: (subject) =>
    subject.graph.stages.flatMap(({ instructions }) =>
      instructions.filter(({ name }) => name === 'ADD').flatMap((add) => suggestFor(subject, add) ?? []),
    ),
};

const remote = /^(?:https?|git|ssh):|^git@|\.git(?:#|$)/;
const archive = /\.(?:tar|t[gbx]z2?|tlz|tzst|gz|bz2|xz|zst|lzma)$/i;
/** Flags that COPY does not have, or that say that something is fetched or unpacked. */
const ownFlags: ReadonlySet<string> = new Set(['checksum', 'keep-git-dir', 'unpack']);

function suggestFor(subject: Subject, add: Instruction): Suggestion | Skipped | null {
  if (isSilenced(subject, add, ['DL3020']) || add.flags.some(({ name }) => ownFlags.has(name))) return null;
  const heredocs = new Set(add.heredocs.map(({ start }) => start));
  const expanded = subject.place(add)?.expanded ?? [];
  const sources = add.values
    .map(({ start, text }, i) => (heredocs.has(start) ? 'heredoc.txt' : /\$/.test(text) ? (expanded[i] ?? null) : text))
    .slice(0, -1);
  if (sources.length === 0 || sources.some((source) => source !== null && isFetchedOrUnpacked(source))) return null;
  const target = add.values.at(-1)?.text;
  if (!sources.every((source) => source !== null && isSurelyCopied(source, target))) {
    return skipped(add.start, 'ADD is kept: what it names may be an archive, which it unpacks');
  }
  const { keyword, keywordRange } = add;
  return {
    kind: 'suggestion',
    anchor: subject.anchor(add),
    title: 'COPY in place of ADD',
    reason: 'ADD unpacks archives and fetches addresses. These are plain files, which COPY brings just the same.',
    evidence: [],
    risk: safe,
    edits: [{ ...keywordRange, text: keyword === keyword.toLowerCase() ? 'copy' : 'COPY' }],
    effects: [],
  };
}

function isFetchedOrUnpacked(source: string): boolean {
  return remote.test(source) || archive.test(source);
}

/** ADD goes by content, not by name: but no one calls an archive `.json`, and what is in folders is not unpacked. */
function isSurelyCopied(source: string, target: string | undefined): boolean {
  if (/(?:^|\/)\.{0,2}$/.test(source)) return true;
  const name = source.slice(source.lastIndexOf('/') + 1);
  if (/[*?[]/.test(name)) return /\.\w*[a-z]\w*$/i.test(name);
  // A root file system is unpacked to `/`.
  return /\.\w+$/.test(name) || target !== '/';
}
