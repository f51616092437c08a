import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import express from 'express';

const folder = join(import.meta.dirname, 'data');
mkdirSync(folder, { recursive: true });
const file = join(folder, 'guests.txt');

const app = express();
app.use(express.text());
app.get('/whoami', (_request, response) => response.json({ uid: process.getuid() }));
app.get('/guests', (_request, response) => response.type('text').send(readFileSync(file, 'utf8')));
app.post('/guests', (request, response) => {
  appendFileSync(file, `${request.body}\n`);
  response.sendStatus(201);
});
app.listen(3000);
