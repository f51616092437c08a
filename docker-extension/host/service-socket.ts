import { request } from 'node:http';
import type { ServiceAnswer } from './page/contract.ts';

export interface ServiceRequest {
  readonly method: string;
  readonly url: string;
  readonly data?: unknown;
}

/** One request to the service on its Unix socket, as Docker Desktop's proxy makes it. */
export function askService(socketPath: string, asked: ServiceRequest): Promise<ServiceAnswer> {
  const body = asked.data === undefined ? null : Buffer.from(JSON.stringify(asked.data));
  return new Promise((resolve) => {
    const unreachable = () => resolve({ status: null, body: '', json: false });
    const outgoing = request(
      {
        socketPath,
        method: asked.method,
        path: asked.url,
        agent: false,
        headers: body === null ? {} : { 'content-type': 'application/json', 'content-length': body.length },
      },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', unreachable);
        answer.on('end', () =>
          resolve({
            status: answer.statusCode ?? null,
            body: Buffer.concat(chunks).toString('utf8'),
            json: /\bjson\b/.test(answer.headers['content-type'] ?? ''),
          }),
        );
      },
    );
    outgoing.on('error', unreachable);
    outgoing.end(body);
  });
}
