import Database from 'better-sqlite3';
import express from 'express';

const database = new Database(process.env.DATABASE ?? 'notes.db');
database.exec('CREATE TABLE IF NOT EXISTS notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL)');
const insert = database.prepare('INSERT INTO notes (text) VALUES (?)');
const all = database.prepare('SELECT id, text FROM notes ORDER BY id');

const app = express();
app.use(express.json());
app.get('/', (_request, response) => {
  response.json({ sqlite: database.prepare('SELECT sqlite_version() AS version').get().version });
});
app.get('/notes', (_request, response) => response.json(all.all()));
app.post('/notes', (request, response) => {
  response.status(201).json({ id: insert.run(request.body.text).lastInsertRowid });
});
app.listen(3000, () => console.log('listening on 3000'));
