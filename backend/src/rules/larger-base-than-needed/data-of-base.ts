import type { BaseProfile } from '../base-profile.ts';
import type { ImageEvidence } from '../evidence.ts';

const bundle = '/etc/ssl/certs/ca-certificates.crt';
/** These bring their own trusted roots, or have them in each of their images. */
const trustsByItself = /^(?:node|python|java-jdk|java-jre|dotnet-runtime|aspnet-runtime|dotnet-sdk)$/;

/** Packages with data that programs look for where they are not seen to: trusted roots, time zones. */
export function dataOfBase(
  { facts, config, native, tree, ownFrom }: ImageEvidence,
  base: BaseProfile,
  fetches: boolean,
): { name: string; why: string }[] {
  const packages: { name: string; why: string }[] = [];
  const env = config.config?.Env ?? [];
  const has = (path: string) => {
    const node = tree.resolve(path);
    return node !== -1 && tree.layer(node) < (ownFrom ?? 0);
  };
  if (has(bundle) && base.hasPath(bundle) !== true && base.hasPackage('ca-certificates') !== true) {
    const runs = facts.entrypoint.state === 'known' ? facts.entrypoint.value.runtime : null;
    const loadsSsl = [...(native?.all() ?? [])].find(
      ({ node, needs }) =>
        tree.layer(node) >= (ownFrom ?? 0) && needs.some(({ library }) => /^lib(?:ssl|gnutls|curl)/.test(library)),
    );
    const why = fetches
      ? 'what a line fetches over TLS is checked with it'
      : env.some((setting) => setting.includes(bundle))
        ? `a variable names ${bundle}`
        : loadsSsl !== undefined
          ? `${tree.path(loadsSsl.node)} speaks TLS`
          : runs === null || trustsByItself.test(runs)
            ? null
            : 'a program that speaks TLS looks for trusted certificates';
    if (why !== null) packages.push({ name: 'ca-certificates', why });
  }
  const zone =
    env
      .find((setting) => setting.startsWith('TZ='))
      ?.slice('TZ='.length)
      .replace(/^:/, '') ?? '';
  const path = `/usr/share/zoneinfo/${zone}`;
  if (/^[A-Z]\w*\/?[\w+/-]*$/.test(zone) && has(path) && base.hasPath(path) !== true) {
    packages.push({ name: 'tzdata', why: `TZ is ${zone}` });
  }
  return packages;
}
