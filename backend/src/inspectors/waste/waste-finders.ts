import type { Finder } from '../inspector.ts';
import { buildToolsInstalled } from './build-tools.ts';
import { coreDumpsLeftBehind } from './core-dumps.ts';
import { debugInformationKept } from './debug-information.ts';
import { developmentKitFinders } from './development-kits.ts';
import { developmentPackages } from './development-packages.ts';
import { keptByLayersFinders } from './kept-by-layers.ts';
import { archiveKinds } from './kinds/archives.ts';
import { buildCaches } from './kinds/build-caches.ts';
import { buildLeftovers } from './kinds/build-leftovers.ts';
import { documentation } from './kinds/documentation.ts';
import { javaScriptKinds } from './kinds/javascript.ts';
import { languageCaches } from './kinds/language-caches.ts';
import { logsAndDroppings } from './kinds/logs-and-droppings.ts';
import { pythonKinds } from './kinds/python.ts';
import { systemCaches } from './kinds/system-caches.ts';
import { placeFinders } from './place-finder.ts';
import { secondRuntime } from './second-runtime.ts';
import { contentStoredTwice } from './stored-twice.ts';

/** All that finds waste. Where a path fits several kinds, the first of them has it. */
export const wasteFinders: readonly Finder[] = [
  ...placeFinders([
    ...systemCaches,
    ...languageCaches,
    ...buildCaches,
    ...documentation,
    ...pythonKinds,
    ...javaScriptKinds,
    ...buildLeftovers,
    ...archiveKinds,
    ...logsAndDroppings,
  ]),
  ...keptByLayersFinders,
  ...developmentKitFinders,
  buildToolsInstalled,
  developmentPackages,
  debugInformationKept,
  secondRuntime,
  coreDumpsLeftBehind,
  contentStoredTwice,
];
