import { noNode } from '../../../image/merge.ts';
import type { Recipe } from '../recipe.ts';
import { runtimeBases } from '../runtime-bases.ts';
import { isOfSystem, runtimePackages } from './distribution-runtime.ts';

const buildPackages = /^ruby[\d.]*-(?:dev|full|doc)$|^ri$/;

/** Programs that Ruby runs, with the gems as they were installed. */
export const ruby: Recipe = {
  kind: 'ruby',
  plan: (app) => {
    const { entrypoint, image } = app;
    if (entrypoint.runtime !== 'ruby') return null;
    const { tree } = image;
    const interpreter = entrypoint.program === null ? noNode : tree.resolve(entrypoint.program);
    if (interpreter === noNode) return 'it is not known which Ruby runs';
    const isPackaged = isOfSystem(image, interpreter);
    const packages = isPackaged ? runtimePackages(app, interpreter, buildPackages) : [];
    if (typeof packages === 'string') return packages;
    const isOwn = !isPackaged && tree.layer(interpreter) >= (image.ownFrom ?? 0);
    return {
      what: 'the Ruby program',
      bases: runtimeBases(app, isPackaged || isOwn ? 'binary' : 'ruby'),
      drops: [],
      prunes: [],
      packages,
      buildPackages,
      evidence: [
        `containers run ${[entrypoint.program, entrypoint.script].filter((one) => one !== null).join(' ')}`,
        'all gems that were installed stay at the paths that they have',
      ],
      breaksIf: 'the program calls tools that only the larger base has, or compiles gems while it runs',
    };
  },
};
