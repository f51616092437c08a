import Koa from 'koa';

const app = new Koa();
app.use((context) => {
  context.body = { release: process.env.RELEASE, node: process.versions.node };
});
app.listen(8000);
