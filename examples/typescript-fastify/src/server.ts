import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import { Type } from '@sinclair/typebox';
import fastify from 'fastify';
import { inZone } from './clock.js';

const app = fastify({ logger: true });

await app.register(fastifyStatic, { root: join(process.cwd(), 'public') });

const query = Type.Object({ zone: Type.String({ minLength: 1 }), at: Type.String({ format: 'date-time' }) });
app.get<{ Querystring: { zone: string; at: string } }>('/clock', { schema: { querystring: query } }, (request) => ({
  local: inZone(new Date(request.query.at), request.query.zone),
}));

await app.listen({ host: '0.0.0.0', port: Number(process.env.PORT ?? 8080) });
