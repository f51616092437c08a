import type { Finder } from '../inspector.ts';
import { setuidFiles, worldWritablePaths } from './mode-finders.ts';
import { runsAsRoot } from './runs-as-root.ts';
import { credentialsInImage, privateKeyInImage, secretInConfig, secretInHistory } from './secret-finders.ts';
import { shellAndPackageManagerPresent } from './shell-present.ts';

export const exposureFinders: readonly Finder[] = [
  privateKeyInImage,
  credentialsInImage,
  secretInConfig,
  secretInHistory,
  runsAsRoot,
  setuidFiles,
  worldWritablePaths,
  shellAndPackageManagerPresent,
];
