const path = require('node:path');
const compression = require('compression');
const dayjs = require('dayjs');
const express = require('express');
const { rateLimit } = require('express-rate-limit');
const _ = require('lodash');
const pino = require('pino');
const { books } = require('./books');

const log = pino();
const app = express();
app.use(compression());
app.use(rateLimit({ windowMs: 60_000, limit: 1000 }));
app.use(express.json());
app.use('/static', express.static(path.join(__dirname, '..', 'public')));

app.get('/', (_request, response) => {
  response.send('<link rel="stylesheet" href="/static/style.css"><h1>Bookshop</h1>');
});

app.get('/books', (request, response) => {
  const sorted = _.orderBy(books, [request.query.sort ?? 'title']);
  response.json(sorted.map((book) => ({ ...book, published: dayjs(book.published).format('D MMM YYYY') })));
});

app.post('/books', (request, response) => {
  books.push(_.pick(request.body, ['title', 'published']));
  response.status(201).json({ count: books.length });
});

if (require.main === module) {
  const port = Number(process.env.PORT ?? 3000);
  app.listen(port, () => log.info({ port }, 'listening'));
}

module.exports = { app };
