import type { Recipe } from './recipe.ts';
import { c } from './recipes/c.ts';
import { dotnet } from './recipes/dotnet.ts';
import { go } from './recipes/go.ts';
import { java } from './recipes/java.ts';
import { node } from './recipes/node.ts';
import { python } from './recipes/python.ts';
import { rust } from './recipes/rust.ts';

/** In the order in which they are asked: the first that knows the program plans its stage. */
export const recipes: readonly Recipe[] = [node, python, java, dotnet, go, rust, c];
