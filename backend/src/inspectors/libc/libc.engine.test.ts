import { describe, expect, it } from 'vitest';
import { analyzeEngineImage } from '../../../testing/analyze-engine.ts';
import { testEngines } from '../../../testing/engines.ts';
import { hasImage, runInImage } from '../../../testing/run-in-image.ts';

/** glibc's library is a program, too: it prints its version, also where there is no shell. */
const library = '/usr/lib/x86_64-linux-gnu/libc.so.6';

describe.each(testEngines())('the C library on the $name engine', ({ host }) => {
  it.for(['debian:13-slim', 'python:3.13-slim', 'gcr.io/distroless/base-debian13:latest'])(
    'of %s is the one that it says it is',
    async (image, { skip }) => {
      skip(!(await hasImage(host, image)), `${image} is not on this engine`);
      const said = (await runInImage(host, image, [library])).toString();
      const { facts } = (await analyzeEngineImage(host, image)).inspection.report;
      expect(facts.libc).toMatchObject({ state: 'known', value: { kind: 'glibc', version: expect.any(String) } });
      if (facts.libc.state === 'known') expect(said).toContain(`release version ${facts.libc.value.version}.`);
    },
  );

  it('is absent where all programs bring their own', async ({ skip }) => {
    const image = 'gcr.io/distroless/static-debian13:latest';
    skip(!(await hasImage(host, image)), `${image} is not on this engine`);
    const { facts } = (await analyzeEngineImage(host, image)).inspection.report;
    expect(facts.libc).toEqual({ state: 'absent', why: 'the image has no C library' });
    expect(facts.system).toMatchObject({ state: 'known', value: { id: 'debian', name: 'Distroless', version: '13' } });
  });
});
