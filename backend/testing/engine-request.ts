import { Agent, request } from 'undici';

export interface EngineAnswer {
  readonly status: number;
  readonly bytes: Buffer;
  readonly text: string;
}

/**
 * One request to an engine's HTTP API. Deliberately apart from the product's own client, so that tests set the stage
 * with other code than what they test.
 *
 * @param host as DOCKER_HOST has it
 * @param path with its query, without the API version: the engine's newest is used
 */
export async function engineRequest(
  host: string,
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  sent: { body?: Buffer | string; type?: string } = {},
): Promise<EngineAnswer> {
  const unix = host.startsWith('unix://');
  const dispatcher = new Agent({
    headersTimeout: 0,
    bodyTimeout: 0,
    ...(unix ? { connect: { socketPath: host.slice('unix://'.length) } } : {}),
  });
  try {
    const answer = await request(`${unix ? 'http://engine' : host.replace(/^tcp:/, 'http:')}${path}`, {
      dispatcher,
      method,
      body: sent.body ?? null,
      headers: sent.type === undefined ? {} : { 'content-type': sent.type },
    });
    const bytes = Buffer.from(await answer.body.arrayBuffer());
    return {
      status: answer.statusCode,
      bytes,
      // When it is asked for: an exported container is larger than any string.
      get text() {
        return bytes.toString('utf8');
      },
    };
  } finally {
    await dispatcher.close();
  }
}

/** Throws where the answer, or a line of its progress stream, is an error. */
export async function engineSays(answer: EngineAnswer, what: string): Promise<void> {
  const failed = answer.text.split('\n').find((line) => line.startsWith('{"error'));
  if (answer.status >= 400 || failed !== undefined) {
    throw new Error(`${what}: the engine answered ${answer.status} ${failed ?? answer.text.slice(0, 2000)}`);
  }
}
