import { z } from 'zod';
import { masked } from './masked.ts';
import { isPlaceholder } from './placeholder.ts';
import type { SecretTrace } from './secret-trace.ts';

const login = z.object({
  auth: z.string().optional(),
  password: z.string().optional(),
  identitytoken: z.string().optional(),
  registrytoken: z.string().optional(),
});
/** As `config.json` has them, and as the older `.dockercfg` does. */
const schema = z.object({ auths: z.record(z.string(), login).optional() });
const olderSchema = z.record(z.string(), login);

/** Logins to registries as `docker login` keeps them; those that a credential helper keeps are empty here. */
export function dockerLogins(text: string): SecretTrace[] {
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(text, 'latin1').toString('utf8'));
  } catch {
    return [];
  }
  const logins = schema.safeParse(json).data?.auths ?? olderSchema.safeParse(json).data ?? {};
  return Object.entries(logins).flatMap(([registry, { auth, password, identitytoken, registrytoken }]) =>
    [auth, password, identitytoken, registrytoken].flatMap((value): SecretTrace[] => {
      if (value === undefined || isPlaceholder(value)) return [];
      const what = `login to ${registry.slice(0, 200)}`;
      return [{ kind: 'credentials', what, shown: masked(value), confidence: 'certain' }];
    }),
  );
}
