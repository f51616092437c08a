import { changesOf } from '../attributes-changed-in-own-layer/attribute-changes.ts';
import type { ImageEvidence } from '../evidence.ts';
import { stagesOfImage } from '../image-stages.ts';
import { breakingIf, type Rule, type Skipped, type Suggestion, skipped } from '../rule.ts';
import type { Subject } from '../subject.ts';
import { ownerOfFolder, whyRootIsNeeded } from './why-root.ts';

export const runsAsRoot: Rule = {
  id: 'runs-as-root',
  level: 'tidy',
  title: 'Run as the user whose files they are',
  suggest: (subject) => {
    const { image } = subject;
    return image === null ? [] : suggestFor(subject, image);
  },
};

function suggestFor(subject: Subject, image: ImageEvidence): (Suggestion | Skipped)[] {
  const { result } = subject;
  const stages = stagesOfImage(subject);
  const { entrypoint } = image.facts;
  if (result === null || entrypoint.state !== 'known' || entrypoint.value.uid !== 0) return [];
  // Somebody who writes `USER root` means it.
  if (
    image.config.config?.User ||
    stages.some(({ instructions }) => instructions.some(({ name }) => name === 'USER'))
  ) {
    return [];
  }
  const folder = entrypoint.value.workingDir;
  const owner = ownerOfFolder(image, folder);
  if (owner === null || !isGivenAway(subject)) return [];
  const why = whyRootIsNeeded(image, entrypoint.value, folder, owner);
  if (why !== null)
    return [skipped(result.from.start, `${folder} is user ${owner.uid}'s, but it runs as root: ${why}`)];
  const last = result.instructions.findLast(({ name }) => /^(?:RUN|COPY|ADD|WORKDIR)$/.test(name)) ?? result.from;
  const { lineEnd, keywordCase } = subject.style;
  const user = `${owner.uid}:${owner.gid}`;
  return [
    {
      kind: 'suggestion',
      anchor: '',
      title: `Run as ${user}`,
      reason: `The Dockerfile gives ${folder} to user ${owner.uid}, and starts the program as root all the same. Who breaks into it is then no root in the container.`,
      evidence: [
        `${folder}, and every folder in it, is user ${owner.uid}'s`,
        ...entrypoint.value.exposedPorts.map((port) => `it listens at ${port}, which any user may`),
      ],
      risk: breakingIf(
        `the program writes elsewhere than to ${folder} and /tmp, or a volume is there that root filled`,
      ),
      edits: [
        { start: last.end, end: last.end, text: `${lineEnd}${keywordCase === 'lower' ? 'user' : 'USER'} ${user}` },
      ],
      effects: [],
    },
  ];
}

/** By a line, and not only because an archive came with the numbers of whoever packed it. */
function isGivenAway(subject: Subject): boolean {
  const isSomebody = (owner: string | null) => owner !== null && !/^(?:root|0)?(?::|$)/.test(owner);
  return subject.file.instructions.some(
    (one) =>
      one.flags.some(({ name, value }) => name === 'chown' && isSomebody(value)) ||
      (one.name === 'RUN' &&
        changesOf(subject, one).some((change) => change.kind === 'chown' && isSomebody(change.value))),
  );
}
