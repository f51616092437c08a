import type { BaseProfile } from '../base-profile.ts';

/** As the slim images of Debian and Ubuntu tell dpkg (`path-exclude`). */
const excluded = /^\/usr\/share\/(?:doc|man|info|locale|lintian|linda|groff)\//;
/** And what of it they tell it to unpack all the same. */
const included = /^\/usr\/share\/(?:doc\/[^/]+\/copyright|locale\/locale\.alias)$/;

/** Whether packages are installed on a base without their documentation and translations. */
export function leavesOut({ hasPath, reference }: Pick<BaseProfile, 'hasPath' | 'reference'>): boolean {
  return hasPath('/etc/dpkg/dpkg.cfg.d/docker') === true || /-slim\b/.test(reference);
}

/** Whether a file of a package is not unpacked there. */
export function isLeftOut(path: string): boolean {
  return excluded.test(path) && !included.test(path);
}
