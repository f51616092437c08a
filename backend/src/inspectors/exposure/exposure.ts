import type { PathNode } from '../../image/merge.ts';
import type { ExposureItem } from '../../inspection-answers.ts';
import type { InspectedImage } from '../inspected-image.ts';
import { type FactInspector, known } from '../inspector.ts';
import type { PackageCatalog } from '../package-catalog.ts';
import { keyFileReader, secretFileReader } from '../secrets/secret-readers.ts';
import { secretsInConfig } from './config-secrets.ts';
import { exposedModes } from './exposed-modes.ts';
import { foundSecrets } from './found-secrets.ts';
import { secretsInHistory } from './history-secrets.ts';
import { type Tool, toolsOf } from './tools.ts';
import { passwdReader, runningUser } from './user.ts';

/** Of each kind so many are shown; the counts are of all. */
const maxItems = 200;

/** What an attacker could use: whom it runs as, what modes allow, which tools and secrets are there. */
export const exposure: FactInspector<'exposure'> = {
  fact: 'exposure',
  readers: [passwdReader, secretFileReader, keyFileReader],
  tell: (image, { packages }) => {
    const user = runningUser(image);
    const modes = exposedModes(image);
    const tools = toolsOf(image);
    const paths = (found: readonly Tool[]) => [...new Set(found.map(({ path }) => path))];
    return known(
      {
        setuidFiles: modes.setuid.length,
        setgidFiles: modes.setgid.length,
        worldWritable: modes.worldWritable.length,
        shells: paths(tools.shells),
        packageManagers: paths(tools.packageManagers),
        runsAsRoot: user.uid === 0,
        runsAs: { user: user.written, uid: user.uid },
        items: [
          ...(user.uid === 0 ? [item('runs-as-root', user.says)] : []),
          ...modeItems(image, 'setuid', modes.setuid),
          ...modeItems(image, 'setgid', modes.setgid),
          ...modeItems(image, 'world-writable', modes.worldWritable),
          ...toolItems(image, 'shell', tools.shells),
          ...toolItems(image, 'package-manager', tools.packageManagers),
          ...secretItems(image, packages),
        ],
      },
      [{ path: null, says: user.says }],
    );
  },
};

function item(kind: ExposureItem['kind'], says: string, more: Partial<ExposureItem> = {}): ExposureItem {
  return { kind, path: null, layer: null, live: true, confidence: 'certain', says, ...more };
}

function modeItems({ tree }: InspectedImage, kind: ExposureItem['kind'], nodes: readonly PathNode[]): ExposureItem[] {
  return nodes.slice(0, maxItems).map((node) => {
    return item(kind, `mode ${tree.mode(node).toString(8)}`, { path: tree.path(node), layer: tree.layer(node) });
  });
}

function toolItems({ tree }: InspectedImage, kind: ExposureItem['kind'], tools: readonly Tool[]): ExposureItem[] {
  return tools.slice(0, maxItems).map(({ path, node }) => {
    const target = tree.path(node);
    return item(kind, target === path ? 'a program' : `it is ${target}`, { path, layer: tree.layer(node) });
  });
}

function secretItems(image: InspectedImage, packages: PackageCatalog): ExposureItem[] {
  const inFiles = foundSecrets(image, packages).map(({ trace, path, layer, live, confidence }) => {
    return item(trace.kind, `${trace.what}: ${trace.shown}`, { path, layer, live, confidence });
  });
  const inConfig = secretsInConfig(image.config).map(({ trace, setting }) => {
    return item('secret-in-config', `${setting}: ${trace.what}: ${trace.shown}`, { confidence: trace.confidence });
  });
  const inHistory = secretsInHistory(image).map(({ trace, setting, layer }) => {
    const says = `${setting}: ${trace.what}: ${trace.shown}`;
    return item('secret-in-history', says, { layer, confidence: trace.confidence });
  });
  return [inFiles, inConfig, inHistory].flatMap((items) => items.slice(0, maxItems));
}
