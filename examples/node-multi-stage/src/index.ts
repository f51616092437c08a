import { createHash } from 'node:crypto';
import Router from '@koa/router';
import Koa from 'koa';

const router = new Router();
router.get('/', (context) => {
  context.body = 'checksums';
});
router.get('/sha256/:text', (context) => {
  context.body = createHash('sha256').update(String(context.params.text)).digest('hex');
});

new Koa().use(router.routes()).listen(3000);
