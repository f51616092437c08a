import { fileHeadReader } from '../../readings/file-reader.ts';
import { secretsByForm } from './assignments.ts';
import { privateKeysIn } from './private-keys.ts';
import { kindsOf, secretFileKinds } from './secret-file-kinds.ts';
import { distinct } from './secret-trace.ts';

/** Secrets are short, and stand at the start of what holds them. */
const maxBytes = 256 << 10;

/** Files that are known to hold secrets, by their names and places. What it answers holds no secret. */
export const secretFileReader = fileHeadReader({
  id: 'secrets/files',
  version: 1,
  files: {
    names: secretFileKinds.flatMap(({ names = [] }) => names),
    extensions: secretFileKinds.flatMap(({ extensions = [] }) => extensions),
    where: (file) => kindsOf(file).length > 0,
  },
  maxBytes,
  read: (bytes, file) => {
    const text = bytes.toString('latin1');
    return distinct([
      ...kindsOf(file).flatMap(({ find }) => find(text, file)),
      ...secretsByForm(text, { jwt: true }),
      ...privateKeysIn(text),
    ]);
  },
});

/** Files that begin like a key, whatever they are called. */
export const keyFileReader = fileHeadReader({
  id: 'secrets/keys',
  version: 1,
  files: { magic: ['----', 'PuTT'], where: (file) => kindsOf(file).length === 0 },
  maxBytes,
  read: (bytes) => privateKeysIn(bytes.toString('latin1')),
});
