import type { v1 } from '@docker/extension-api-client-types';
import { type ServiceAnswer, tokenHeader } from './contract.ts';
import { hangUp, type ServiceCall } from './quirks.ts';

/** One request to the service by way of the host; rejects as Docker Desktop does. */
export function serviceCall(token: string): ServiceCall {
  return async (request) => {
    const response = await fetch('/host/service', {
      method: 'POST',
      headers: { [tokenHeader]: token, 'content-type': 'application/json' },
      body: JSON.stringify(request),
    }).catch(() => null);
    if (response === null) throw hangUp();
    if (!response.ok) throw { name: 'Error', message: await response.text(), statusCode: response.status };
    const answer: ServiceAnswer = await response.json();
    if (answer.status === null) throw hangUp();
    if (answer.status >= 400) throw { name: 'Error', message: answer.body, statusCode: answer.status };
    return answer.json ? JSON.parse(answer.body) : answer.body;
  };
}

export function httpService(call: ServiceCall): v1.HttpService {
  const without = (method: string) => (url: string) => call({ method, url });
  const withData = (method: string) => (url: string, data: unknown) => call({ method, url, data });
  return {
    get: without('GET'),
    head: without('HEAD'),
    delete: without('DELETE'),
    post: withData('POST'),
    put: withData('PUT'),
    patch: withData('PATCH'),
    request: ({ url, method, data }) => call({ url, method, data }),
  };
}
