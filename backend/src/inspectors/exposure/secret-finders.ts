import type { Confidence, Evidence } from '../../inspection-answers.ts';
import type { Finder, FoundThing } from '../inspector.ts';
import { keyFileReader, secretFileReader } from '../secrets/secret-readers.ts';
import type { SecretTrace } from '../secrets/secret-trace.ts';
import { secretsInConfig } from './config-secrets.ts';
import { evidenceOf } from './evidence-of.ts';
import { type FoundSecret, foundSecrets } from './found-secrets.ts';
import { secretsInHistory } from './history-secrets.ts';

const rotate = 'What was in an image that others could pull is known: withdraw it and make a new one.';
const mount = 'Give it to the one step that needs it with RUN --mount=type=secret, or to the container when it starts.';

const everyone = 'Everyone who can pull the image has them, also those that a later layer deletes.';

function surest(all: readonly { readonly confidence: Confidence }[]): Confidence {
  const order: readonly Confidence[] = ['certain', 'likely'];
  return order.find((one) => all.some(({ confidence }) => confidence === one)) ?? 'possible';
}

interface Words {
  /** `private keys` */
  readonly things: string;
  readonly remedy: string;
}

/** Apart: what is sure enough to act on, what a person should look at, and what others published. */
function inFiles(secrets: readonly FoundSecret[], kind: SecretTrace['kind'], words: Words): FoundThing[] {
  const all = secrets.filter(({ trace }) => trace.kind === kind);
  const own = all.filter(({ isPublished }) => !isPublished);
  const found = (instance: string, title: string, why: string, some: readonly FoundSecret[]): FoundThing[] => {
    if (some.length === 0) return [];
    const files = new Set(some.map(({ entry }) => entry));
    const deleted = some.some(({ live }) => !live) ? ', some of them deleted by a later layer' : '';
    return [
      {
        instance,
        title,
        what: `${files.size} ${files.size === 1 ? 'file' : 'files'}${deleted}.`,
        why,
        remedy: words.remedy,
        confidence: surest(some),
        files,
        packages: [],
        evidence: evidenceOf(some.map(evidenceFor)),
      },
    ];
  };
  return [
    ...found(
      '',
      `${words.things} in the image`,
      everyone,
      own.filter(({ confidence }) => confidence !== 'possible'),
    ),
    ...found(
      'possible',
      `Files that may hold ${words.things.toLowerCase()}`,
      `If they do: ${everyone.toLowerCase()}`,
      own.filter(({ confidence }) => confidence === 'possible'),
    ),
    ...found(
      'published',
      `${words.things} of dependencies`,
      'They lie where dependencies, their tests or documentation are, so that everyone has them anyway. Nothing may trust them.',
      all.filter(({ isPublished }) => isPublished),
    ),
  ];
}

function evidenceFor({ trace, path, live, layer }: FoundSecret): Evidence {
  const where = live ? '' : ` (deleted later, still in layer ${layer})`;
  return { path, says: `${trace.what}: ${trace.shown}${where}` };
}

export const privateKeyInImage: Finder = {
  rule: 'private-key-in-image',
  group: 'exposure',
  readers: [secretFileReader, keyFileReader],
  find: (image, { packages }) =>
    inFiles(foundSecrets(image, packages), 'private-key', {
      things: 'Private keys',
      remedy: `${mount} ${rotate}`,
    }),
};

export const credentialsInImage: Finder = {
  rule: 'credentials-in-image',
  group: 'exposure',
  readers: [secretFileReader, keyFileReader],
  find: (image, { packages }) =>
    inFiles(foundSecrets(image, packages), 'credentials', {
      things: 'Passwords and tokens',
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
          found.map(({ trace, setting, layer }) => {
            const where = layer === null ? '' : `, layer ${layer}`;
            return { path: null, says: `${setting}${where}: ${trace.what}: ${trace.shown}` };
          }),
        ),
      },
    ];
  },
};
