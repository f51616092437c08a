import { expect, it } from 'vitest';
import { madeOn } from '../../../../testing/interpreter-image.ts';
import { rewrittenBy } from '../../../../testing/rewriting.ts';
import { type Entry, file } from '../../../../testing/tar-writer.ts';
import { builtInLastStage } from '../rule.ts';

const dockerfile = `FROM node:24
WORKDIR /app
RUN npm install -g serve && npm ci && npm run build
EXPOSE 8080
CMD ["serve", "-s", "dist", "-l", "8080"]
`;
const own = [
  file('app/package.json', '{}'),
  file('app/src/main.js', 'x'.repeat(100_000)),
  file('app/dist/index.html', '<p>'),
  file('app/dist/assets/main.js', '1'),
  file('usr/local/lib/node_modules/serve/package.json', JSON.stringify({ name: 'serve', version: '14.0.0' })),
  file('usr/local/bin/serve', '#!/usr/local/bin/node\n', { mode: 0o755 }),
];
const split = async (more: { text?: string; files?: readonly Entry[]; user?: string } = {}) => {
  const text = more.text ?? dockerfile;
  const [, command = '[]'] = /^CMD (.*)$/m.exec(text) ?? [];
  const made = madeOn('usr/local/bin/node', ['nginx:1.26', 'node:24-slim'], {
    dockerfile: text,
    config: { Cmd: JSON.parse(command), WorkingDir: '/app', ...(more.user !== undefined && { User: more.user }) },
    line: 3,
    own: [...own, ...(more.files ?? [])],
  });
  return (await rewrittenBy(builtInLastStage, made)).draft.text;
};

it('hands out the built folder with nginx, on the same port', async () => {
  expect(await split()).toBe(`FROM node:24 AS build
WORKDIR /app
RUN npm install -g serve && npm ci && npm run build

FROM nginx:1.26
COPY --from=build /app/dist /app/dist
RUN printf 'server {\\n    listen 8080;\\n    root /app/dist;\\n    gzip on;\\n    gzip_types text/css application/javascript application/json image/svg+xml;\\n    location / {\\n        try_files $uri $uri.html $uri/index.html /index.html;\\n    }\\n}\\n' > /etc/nginx/conf.d/default.conf
WORKDIR /app
EXPOSE 8080
CMD ["nginx", "-g", "daemon off;"]
`);
});

it('answers unknown paths with 404 where the server did', async () => {
  expect(await split({ text: dockerfile.replace('"-s", ', '') })).toContain('/index.html =404;');
});

it('goes on serving with Node.js where nginx would do something else', async () => {
  const onNode = 'FROM node:24-slim\n';
  expect(await split({ files: [file('app/dist/serve.json', '{}')] })).toContain(onNode);
  expect(await split({ files: [file('app/dist/module.mjs', '')] })).toContain(onNode);
  expect(await split({ user: 'node' })).toContain(onNode);
  expect(await split({ text: dockerfile.replace('"-s"', '"--cors"') })).toContain(onNode);
  expect(await split({ text: dockerfile.replace('EXPOSE', 'ENTRYPOINT ["tini", "--"]\nEXPOSE') })).not.toContain(
    'nginx',
  );
});
