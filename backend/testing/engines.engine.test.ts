import { expect, it } from 'vitest';
import { z } from 'zod';
import { engineRequest } from './engine-request.ts';
import { knownEngines } from './engines.ts';

const bridgeSchema = z.object({ IPAM: z.object({ Config: z.array(z.object({ Subnet: z.string() })) }) });

it('have networks apart: else the containers of one are asked at the address of the other’s', async () => {
  const subnets = await Promise.all(
    knownEngines().map(async ({ host }) => {
      const { text } = await engineRequest(host, 'GET', '/networks/bridge');
      return bridgeSchema.parse(JSON.parse(text)).IPAM.Config.map(({ Subnet }) => Subnet);
    }),
  );
  expect(subnets.flat().length).toBeGreaterThanOrEqual(knownEngines().length);
  expect(new Set(subnets.flat()).size).toBe(subnets.flat().length);
});
