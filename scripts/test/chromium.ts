import { existsSync } from 'node:fs';
import { debianAsRoot } from './debian.ts';
import { onPath, runApart } from './processes.ts';

// The first is the same browser without windows of its own, which is all that tests need, at three quarters of the work.
const names = [
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
];
const macApplication = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

/** The path of a Chromium or Chrome; on Debian, as root, it is installed where there is none. Null where there is none. */
export async function findChromium(say: (text: string) => void): Promise<string | null> {
  if (process.env.ALIGERA_CHROMIUM) return process.env.ALIGERA_CHROMIUM;
  const found = onPath(...names) ?? (existsSync(macApplication) ? macApplication : null);
  if (found !== null || !debianAsRoot()) return found;
  say('Installing Chromium…\n');
  const install = `export DEBIAN_FRONTEND=noninteractive; get='apt-get install -y -qq --no-install-recommends'
    { $get chromium-headless-shell fonts-liberation || { apt-get update -qq &&
      { $get chromium-headless-shell fonts-liberation || $get chromium fonts-liberation; }; }; } >/dev/null 2>&1`;
  await runApart('sh', ['-c', install], say);
  return onPath(...names);
}
