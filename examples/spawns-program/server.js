import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import express from 'express';

const run = promisify(execFile);
const app = express();
app.get('/git', async (_request, response) => {
  response.type('text').send((await run('git', ['--version'])).stdout);
});
app.get('/diagram.svg', async (request, response) => {
  const graph = run('dot', ['-Tsvg']);
  graph.child.stdin.end(`digraph { ${String(request.query.from)} -> ${String(request.query.to)} }`);
  response.type('svg').send((await graph).stdout);
});
app.listen(3000);
