import { posix } from 'node:path';
import { bytesText } from '../../bytes-text.ts';
import type { Instruction, Stage } from '../../dockerfile/syntax.ts';
import { noNode } from '../../image/merge.ts';
import { isWorthTelling } from '../../inspectors/waste/worth-telling.ts';
import { bytesOfEntries, type ImageEvidence } from '../evidence.ts';
import { withoutInstruction } from '../remove-edits.ts';
import { review, type Skipped, type Suggestion, skipped } from '../rule.ts';
import { joint } from '../run-edits.ts';
import type { Subject } from '../subject.ts';
import { type Brought, broughtArchive, storedArchive } from './brought.ts';
import { itemOf } from './unpacking.ts';

/** An archive from the web: fetched by curl in the RUN that unpacks it, it can be removed there, too. */
export function addedArchive(subject: Subject, stage: Stage, add: Instruction): Suggestion | Skipped | null {
  const [url] = add.values;
  const { image } = subject;
  if (url === undefined || !/^https?:\/\//.test(url.text) || image === null) return null;
  const brought = broughtArchive(subject, stage, add);
  if (brought === null || typeof brought === 'string') return null;
  const { path, run, removals, unpacking } = brought;
  const file = storedArchive(subject, add, path);
  if (file === null || !isWorthTelling(image, bytesOfEntries(image, [file]))) return null;
  const why = whyNot(subject, image, add, brought);
  if (why !== null) return skipped(add.start, `ADD stores ${path} beside its content: ${why}`);
  const read = subject.run(run);
  const [first] = read.kind === 'commands' ? read.script.list.items : [];
  const item = itemOf(subject, unpacking);
  if (first === undefined || item === null) return null;
  const word = /[^\w./:%+=@~${}-]/.test(url.text) ? `"${url.text}"` : url.text;
  const fetch = `curl -fsSLo ${path} ${word}${joint(subject, run)}`;
  const remove = removals.length > 0 ? '' : `${joint(subject, run)}rm ${unpacking.archive.text}`;
  return {
    kind: 'suggestion',
    anchor: subject.anchor(add),
    title: `Fetch ${posix.basename(path)} where it is unpacked`,
    reason:
      'ADD stores the archive in a layer of its own, and no later line takes it out of there. Fetched, unpacked and removed in one RUN, it is stored in no layer.',
    evidence: [
      `line ${subject.line(run.start)} unpacks ${path}, ${bytesText(bytesOfEntries(image, [file]))}`,
      'the image has curl, and certificates to trust',
    ],
    risk: review('ADD asks at each build whether the file is another one; a RUN stays as it is until its line changes'),
    edits: [
      withoutInstruction(subject, add),
      { start: first.start, end: first.start, text: fetch },
      ...(remove === '' ? [] : [{ start: item.end, end: item.end, text: remove }]),
    ],
    effects: [{ kind: 'removes', files: [file] }],
  };
}

function whyNot(subject: Subject, image: ImageEvidence, add: Instruction, { run, removals }: Brought): string | null {
  if (add.flags.length > 0) return 'its options have no counterpart in curl';
  if (/\$(?!\{?\w+\}?)|['"\\`]/.test(add.values[0]?.text ?? ''))
    return 'its address has more than plain variables in it';
  if (removals.some(({ removal }) => removal.run !== run)) return 'another RUN removes it';
  const read = subject.run(run);
  if (
    read.kind !== 'commands' ||
    read.script.list.items.some((one) => !/^(?:&&|\|&?)$/.test(one.separator?.operator ?? '&&'))
  ) {
    return 'the commands of the RUN that unpacks it go on where one fails';
  }
  const below = Math.min(...subject.layersOf(add));
  const has = (path: string) => {
    const node = image.tree.resolve(path);
    return node !== noNode && image.tree.layer(node) < below;
  };
  if (!has('/usr/bin/curl')) return 'one RUN could fetch, unpack and remove it, but there is no curl in the image then';
  const trusted = ['/etc/ssl/certs/ca-certificates.crt', '/etc/ssl/cert.pem', '/etc/pki/tls/certs/ca-bundle.crt'];
  return trusted.some(has) ? null : 'the image has no certificates to trust then';
}
