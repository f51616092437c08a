import { expect, it } from 'vitest';
import { servedFolder } from './web-server-command.ts';

const read = (command: string, port: string | null = null) => {
  const served = servedFolder(command.split(' '), port);
  return served === null ? null : [served.folder, served.port, served.isSinglePage];
};

it('reads folder, port and what becomes of unknown paths', () => {
  expect(read('/usr/local/bin/node /usr/local/bin/npx serve -s dist -l 3000')).toEqual(['dist', 3000, true]);
  expect(read('node /usr/local/lib/node_modules/serve/build/main.js build')).toEqual(['build', 3000, false]);
  expect(read('node npx --yes serve@14 --listen=tcp://0.0.0.0:8080 -n www')).toEqual(['www', 8080, false]);
  expect(read('node /app/node_modules/http-server/bin/http-server ./dist -p 80 -a 0.0.0.0')).toEqual([
    './dist',
    80,
    false,
  ]);
  expect(read('node /app/node_modules/vite/bin/vite.js preview --host 0.0.0.0 --port 4173')).toEqual([
    'dist',
    4173,
    true,
  ]);
  expect(read('node /app/node_modules/vite/bin/vite.js preview --host')).toEqual(['dist', 4173, true]);
});

it('takes the port from the variable where the command says none', () => {
  expect(read('node serve dist', '9000')).toEqual(['dist', 9000, false]);
  expect(read('node serve dist -p 1', '9000')).toEqual(['dist', 1, false]);
});

it('knows nothing of servers that do more than hand out files', () => {
  for (const command of [
    'node server.js',
    'node /app/node_modules/vite/bin/vite.js',
    'node serve -c serve.json dist',
    'node serve --cors dist',
    'node http-server dist -P http://api',
    'node serve -l unix:/run/x dist',
    'node serve dist other',
    'node serve -l 99999 dist',
  ]) {
    expect(read(command), command).toBeNull();
  }
});
