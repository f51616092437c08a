import type { Finder } from '../inspector.ts';
import { archiveKinds } from './kinds/archives.ts';
import { buildLeftovers } from './kinds/build-leftovers.ts';
import { documentation } from './kinds/documentation.ts';
import { javaScriptKinds } from './kinds/javascript.ts';
import { languageCaches } from './kinds/language-caches.ts';
import { logsAndDroppings } from './kinds/logs-and-droppings.ts';
import { pythonKinds } from './kinds/python.ts';
import { systemCaches } from './kinds/system-caches.ts';
import { placeFinders } from './place-finder.ts';

/** All that finds waste. Where a path fits several kinds, the first of them has it. */
export const wasteFinders: readonly Finder[] = [
  ...placeFinders([
    ...systemCaches,
    ...languageCaches,
    ...documentation,
    ...pythonKinds,
    ...javaScriptKinds,
    ...buildLeftovers,
    ...archiveKinds,
    ...logsAndDroppings,
  ]),
];
