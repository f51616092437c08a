import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { type HostSettings, settingsElementId } from './page/contract.ts';
import { themes } from './themes.ts';

export function hostSettings(): HostSettings {
  return {
    token: randomBytes(24).toString('base64url'),
    platform: process.platform,
    arch: process.arch,
    hostname: hostname(),
    themes,
  };
}

/** The extension's own index.html, with Docker Desktop's side of the contract ahead of every other script. */
export function withDesktop(indexHtml: string, settings: HostSettings): string {
  const json = JSON.stringify(settings).replaceAll('<', '\\u003c');
  const head = /<head[^>]*>/.exec(indexHtml);
  if (head === null) throw new Error('the extension’s index.html has no <head>');
  const at = head.index + head[0].length;
  return [
    indexHtml.slice(0, at),
    `<script type="application/json" id="${settingsElementId}">${json}</script>`,
    '<script type="module" src="/host/page/client.ts"></script>',
    indexHtml.slice(at),
  ].join('\n');
}
