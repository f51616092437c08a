import { noNode, type PathNode } from '../../../image/merge.ts';
import type { App, Recipe, RuntimePlan } from '../recipe.ts';
import { runtimeBases } from '../runtime-bases.ts';
import { type ServedFolder, servedFolder } from './web-server-command.ts';

const command = '["nginx", "-g", "daemon off;"]';
/** What nginx does not know the type of, and browsers refuse then. */
const unknownType = /\.(?:mjs|webmanifest)$/;

/** Sites that were built with Node.js and are handed out by a server for development: nginx does that. */
export const staticSite: Recipe = {
  kind: 'static-site',
  plan: (app) => {
    const { entrypoint, image } = app;
    if (entrypoint.runtime !== 'node') return null;
    const port = (image.config.config?.Env ?? []).find((one) => one.startsWith('PORT='))?.slice(5) ?? null;
    const served = servedFolder(entrypoint.runs, port);
    return served === null ? null : planOf(app, served);
  },
};

/** Null where nginx would not do the same: then Node.js goes on serving. */
function planOf(app: App, served: ServedFolder): RuntimePlan | null {
  const { subject, image, entrypoint, workingDir } = app;
  const { tree, config } = image;
  const folder = tree.resolve(served.folder, workingDir);
  if (folder <= 0 || folder === workingDir || !tree.isDirectory(folder) || !isPlain(app, folder, served)) return null;
  if (!/^(?:|root|0)(?::|$)/.test(config.config?.User ?? '')) return null;
  const tail = subject.result?.instructions ?? [];
  const cmd = tail.findLast(({ name }) => name === 'CMD');
  if (tail.some(({ name }) => name === 'ENTRYPOINT')) return null;
  const lastBuild = tail.findLast(({ name }) => name === 'RUN' || name === 'COPY' || name === 'ADD');
  if (cmd === undefined || lastBuild === undefined || cmd.start < lastBuild.start) return null;
  const path = tree.path(folder);
  if (!/^[\w/.@-]+$/.test(path)) return null;
  return {
    what: 'nginx with the built site',
    bases: runtimeBases(app, 'static-site'),
    drops: [],
    prunes: [],
    startsAnew: true,
    keepOnly: [{ below: 0, keep: [folder] }],
    replaced: [...entrypoint.closure.files, ...entrypoint.steps.map((step) => step.path ?? '')]
      .map((one) => tree.resolve(one))
      .filter((node) => node !== noNode),
    commands: [`printf '${configuration(path, served)}' > /etc/nginx/conf.d/default.conf`],
    edits: [{ start: cmd.argument.start, end: cmd.argument.end, text: command }],
    evidence: [
      `containers hand out ${path} with ${served.server}, on port ${served.port}`,
      ...(served.isSinglePage ? ['every path that is no file is answered with index.html, as before'] : []),
    ],
    breaksIf:
      'something relies on what the server for development does beside handing out files: redirects from .html, lists of folders, its own headers',
  };
}

/** Nothing that the server is configured with, and nothing that nginx has no type for. */
function isPlain(
  { image: { tree }, workingDir }: App,
  folder: PathNode,
  { server, isSinglePage }: ServedFolder,
): boolean {
  const has = (from: PathNode, name: string) => tree.child(from, name) !== noNode;
  if (!has(folder, 'index.html')) return false;
  if (server === 'serve' && (has(folder, 'serve.json') || has(workingDir, 'serve.json'))) return false;
  // Its configuration may say another port, another path, and what is passed on to other servers.
  const configured = [...tree.children(workingDir)].some((node) => /^vite\.config\./.test(tree.name(node)));
  if (server === 'vite preview' && configured) return false;
  if (!isSinglePage && server === 'serve' && has(folder, '404.html')) return false;
  return ![...tree.below(folder)].some((node) => unknownType.test(tree.name(node)));
}

function configuration(path: string, { port, isSinglePage }: ServedFolder): string {
  const lines = [
    'server {',
    `    listen ${port};`,
    `    root ${path};`,
    '    gzip on;',
    '    gzip_types text/css application/javascript application/json image/svg+xml;',
    '    location / {',
    `        try_files $uri $uri.html $uri/index.html ${isSinglePage ? '/index.html' : '=404'};`,
    '    }',
    '}',
  ];
  return lines.map((line) => `${line}\\n`).join('');
}
