import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { marked } from 'marked';

const app = new Hono();
app.get('/', (context) => context.text('POST Markdown to /render'));
app.post('/render', async (context) => context.html(await marked.parse(await context.req.text())));

serve({ fetch: app.fetch, port: 4000 });
