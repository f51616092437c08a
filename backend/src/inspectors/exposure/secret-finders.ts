import type { Confidence } from '../../inspection-answers.ts';
import type { Finder, FoundThing } from '../inspector.ts';
import { keyFileReader, secretFileReader } from '../secrets/secret-readers.ts';
import type { SecretTrace } from '../secrets/secret-trace.ts';
import { secretsInConfig } from './config-secrets.ts';
import { evidenceOf } from './evidence-of.ts';
import { type FoundSecret, foundSecrets } from './found-secrets.ts';
import { secretsInHistory } from './history-secrets.ts';

const rotate = 'What was in an image that others could pull is known: withdraw it and make a new one.';
const mount = 'Give it to the one step that needs it with RUN --mount=type=secret, or to the container when it starts.';

function surest(all: readonly { readonly confidence: Confidence }[]): Confidence {
  const order: readonly Confidence[] = ['certain', 'likely'];
  return order.find((one) => all.some(({ confidence }) => confidence === one)) ?? 'possible';
}

/** What is sure enough to act on, and apart from it what a person should look at. */
function inFiles(
  secrets: readonly FoundSecret[],
  kind: SecretTrace['kind'],
  words: Pick<FoundThing, 'title' | 'why' | 'remedy'> & { readonly possible: string },
): FoundThing[] {
  const { possible, ...rest } = words;
  const all = secrets.filter(({ trace }) => trace.kind === kind);
  const groups: [string, FoundSecret[]][] = [
    ['', all.filter(({ confidence }) => confidence !== 'possible')],
    ['possible', all.filter(({ confidence }) => confidence === 'possible')],
  ];
  return groups
    .filter(([, found]) => found.length > 0)
    .map(([instance, found]) => {
      const gone = found.filter(({ live }) => !live).length;
      const files = new Set(found.map(({ entry }) => entry));
      return {
        ...rest,
        instance,
        title: instance === '' ? rest.title : possible,
        what: `${files.size} ${files.size === 1 ? 'file' : 'files'}${gone === 0 ? '' : ', some of them deleted by a later layer and still pulled by everyone'}.`,
        confidence: surest(found),
        files,
        packages: [],
        evidence: evidenceOf(
          found.map(({ trace, path, live, layer }) => {
            const where = live ? '' : ` (deleted later, still in layer ${layer})`;
            return { path, says: `${trace.what}: ${trace.shown}${where}` };
          }),
        ),
      };
    });
}

export const privateKeyInImage: Finder = {
  rule: 'private-key-in-image',
  group: 'exposure',
  readers: [secretFileReader, keyFileReader],
  find: (image) =>
    inFiles(foundSecrets(image), 'private-key', {
      title: 'Private keys in the image',
      possible: 'Files that may hold private keys of yours',
      why: 'Everyone who can pull the image has them, also those that a later layer deletes.',
      remedy: `${mount} ${rotate}`,
    }),
};

export const credentialsInImage: Finder = {
  rule: 'credentials-in-image',
  group: 'exposure',
  readers: [secretFileReader, keyFileReader],
  find: (image) =>
    inFiles(foundSecrets(image), 'credentials', {
      title: 'Passwords and tokens in the image',
      possible: 'Files that may hold passwords or tokens of yours',
      why: 'Everyone who can pull the image has them, also those that a later layer deletes.',
      remedy: `${mount} Keep such files out of the context with .dockerignore. ${rotate}`,
    }),
};

export const secretInConfig: Finder = {
  rule: 'secret-in-config',
  group: 'exposure',
  readers: [],
  find: ({ config }) => {
    const found = secretsInConfig(config);
    if (found.length === 0) return [];
    return [
      {
        instance: '',
        title: 'Secrets in the configuration',
        what: `${found.length} settings of the image look like secrets.`,
        why: 'docker inspect shows them to everyone who has the image, and every process in a container sees variables.',
        remedy: `Set such variables when the container starts, or mount them as files. ${rotate}`,
        confidence: surest(found.map(({ trace }) => trace)),
        files: [],
        packages: [],
        evidence: evidenceOf(
          found.map(({ trace, setting }) => ({ path: null, says: `${setting}: ${trace.what}: ${trace.shown}` })),
        ),
      },
    ];
  },
};

export const secretInHistory: Finder = {
  rule: 'secret-in-history',
  group: 'exposure',
  readers: [],
  find: (image) => {
    const found = secretsInHistory(image);
    if (found.length === 0) return [];
    return [
      {
        instance: '',
        title: 'Secrets in the history',
        what: `${found.length} build arguments or commands in the history look like secrets.`,
        why: 'docker history shows them to everyone who has the image.',
        remedy: `Build arguments are kept: use RUN --mount=type=secret instead. ${rotate}`,
        confidence: surest(found.map(({ trace }) => trace)),
        files: [],
        packages: [],
        evidence: evidenceOf(
          found.map(({ trace, instruction, layer }) => {
            const where = layer === null ? '' : `, layer ${layer}`;
            return { path: null, says: `${instruction}${where}: ${trace.what}: ${trace.shown}` };
          }),
        ),
      },
    ];
  },
};
