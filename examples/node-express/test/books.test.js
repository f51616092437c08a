const request = require('supertest');
const { app } = require('../src/server');

test('lists books by title', async () => {
  const { body } = await request(app).get('/books');
  expect(body.map(({ title }) => title)).toEqual(['Don Quijote', 'La colmena', 'Rayuela']);
});
