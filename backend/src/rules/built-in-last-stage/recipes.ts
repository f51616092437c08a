import type { Recipe } from './recipe.ts';
import { c } from './recipes/c.ts';
import { dotnet } from './recipes/dotnet.ts';
import { go } from './recipes/go.ts';
import { java } from './recipes/java.ts';
import { node } from './recipes/node.ts';
import { php } from './recipes/php.ts';
import { python } from './recipes/python.ts';
import { ruby } from './recipes/ruby.ts';
import { rust } from './recipes/rust.ts';
import { staticSite } from './recipes/static-site.ts';

/** In the order in which they are asked: the first that knows the program plans its stage. */
export const recipes: readonly Recipe[] = [staticSite, node, python, php, ruby, java, dotnet, go, rust, c];
