const books = [
  { title: 'Don Quijote', published: '1605-01-16' },
  { title: 'La colmena', published: '1951-02-01' },
  { title: 'Rayuela', published: '1963-06-28' },
];

module.exports = { books };
