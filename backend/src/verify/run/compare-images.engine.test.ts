import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from '../../../testing/built-images.ts';
import { engineRequest } from '../../../testing/engine-request.ts';
import { busybox, ensureBusybox, type TestEngine, testEngines } from '../../../testing/engines.ts';
import { removeImage } from '../../../testing/load-image.ts';
import { tarOf } from '../../../testing/tar-of.ts';
import { EngineClient } from '../../engine/client.ts';
import { parseDockerHost } from '../../engine/docker-host.ts';
import { verdictOfRun } from '../verdict.ts';
import { compareImages } from './compare-images.ts';
import { runSettingsSchema } from './settings.ts';

/** A service with a page, and one that a script writes anew each time. */
const script = (...lines: string[]) =>
  `RUN printf '%s\\n' '#!/bin/sh' ${lines.map((line) => `'${line}'`).join(' ')} >/www/cgi-bin/now && chmod +x /www/cgi-bin/now\n`;
const head = `FROM ${busybox}\nRUN mkdir -p /www/cgi-bin && echo '<a href="cgi-bin/now">42 things</a><img src="/logo">' >/www/index.html && echo logo >/www/logo\n`;
const serve = 'CMD ["httpd","-f","-v","-p","8080","-h","/www"]\n';
const now = script(
  'echo "content-type: application/json"',
  'echo "x-version: 1"',
  'echo',
  'echo "{\\"id\\":\\"$(cat /proc/sys/kernel/random/uuid)\\",\\"host\\":\\"$(hostname)\\",\\"at\\":\\"$(date -Iseconds)\\",\\"n\\":42}"',
);
const service = `${head}${now}EXPOSE 8080\n${serve}`;

interface Case {
  readonly name: string;
  readonly original: string;
  readonly variant: string;
  readonly settings?: object;
  readonly kind: string;
  /** In what is told. */
  readonly says: RegExp;
}

const program = (command: string) => `FROM ${busybox}\nRUN echo data >/data\nCMD ["sh","-c","${command}"]\n`;

const cases: readonly Case[] = [
  {
    name: 'the same service',
    original: service,
    variant: `${service}LABEL other=1\n`,
    kind: 'proven',
    says: /the same \d+ answers/,
  },
  {
    name: 'a page is missing',
    original: service,
    variant: `${service}RUN rm /www/index.html\n`,
    kind: 'differs',
    says: /GET \/ at 8080/,
  },
  {
    name: 'a linked file is missing',
    original: service,
    variant: `${service}RUN rm /www/logo\n`,
    kind: 'differs',
    says: /GET \/logo/,
  },
  {
    name: 'an answer is another',
    original: service,
    variant: service.replace('42 things', '43 things'),
    kind: 'differs',
    says: /43 things/,
  },
  {
    name: 'a value among random ones is another',
    original: service,
    variant: service.replace(':42}', ':43}'),
    kind: 'differs',
    says: /"n": 43/,
  },
  {
    name: 'a header is another',
    original: service,
    variant: service.replace('x-version: 1', 'x-version: 2'),
    kind: 'differs',
    says: /x-version: 2/,
  },
  {
    name: 'the time zone is another',
    original: service,
    variant: `${service}ENV TZ=CET-1\n`,
    kind: 'differs',
    says: /\+01:00/,
  },
  {
    name: 'the user is another',
    original: service,
    variant: `${service}USER 1000\n`,
    kind: 'differs',
    says: /UID 1000/,
  },
  {
    name: 'it dies after two seconds',
    original: service,
    variant: service.replace(serve, 'CMD ["sh","-c","httpd -f -v -p 8080 -h /www & sleep 4; kill $!"]\n'),
    kind: 'differs',
    says: /ends with/,
  },
  {
    name: 'it dies at once',
    original: service,
    variant: service.replace(serve, 'CMD ["sh","-c","exit 3"]\n'),
    kind: 'failed',
    says: /ended with 3/,
  },
  {
    name: 'it hangs',
    original: service,
    variant: service.replace(serve, 'CMD ["nc","-ll","-p","8080","-e","sleep","1000"]\n'),
    kind: 'differs',
    says: /no answer within/,
  },
  {
    name: 'it listens to another port',
    original: service,
    variant: service.replace('"8080"', '"8081"'),
    kind: 'differs',
    says: /8081/,
  },
  {
    name: 'its program is missing',
    original: service,
    variant: `${service}RUN ["/bin/busybox","rm","/bin/httpd"]\n`,
    kind: 'failed',
    says: /httpd/,
  },
  {
    name: 'both fail alike',
    original: program('echo no DATABASE_URL; exit 1'),
    variant: program('echo no DATABASE_URL; exit 1; true'),
    kind: 'built-only',
    says: /fails alike: it ended with 1/,
  },
  {
    name: 'a program prints the same',
    original: program('cat /data; date'),
    variant: program('cat /data ; date'),
    kind: 'proven',
    says: /printed the same/,
  },
  {
    name: 'a program prints something else',
    original: program('echo total: 52.49'),
    variant: program('echo total: 52.50'),
    kind: 'differs',
    says: /52\.50/,
  },
  {
    name: 'a program ends with another code',
    original: program('cat /data'),
    variant: program('cat /data; exit 2'),
    kind: 'differs',
    says: /ended with 2|ends with 2/,
  },
  {
    name: 'a program misses its file',
    original: program('cat /data'),
    variant: `${program('cat /data')}RUN rm /data\n`,
    kind: 'failed',
    says: /\/data/,
  },
  {
    name: 'it sleeps',
    original: program('exec sleep 1000'),
    variant: program('exec sleep 1000 '),
    kind: 'built-only',
    says: /nothing that could be compared/,
  },
];

describe.each(testEngines())('on the $name engine', (engine) => {
  const { host } = engine;
  const client = new EngineClient(parseDockerHost(host, null, 'the test'));
  const references = new Set<string>();
  beforeAll(async () => {
    await ensureBusybox(host);
    for (const one of cases) {
      await built(engine, `${one.name}-original`, one.original, references);
      await built(engine, one.name, one.variant, references);
    }
  });
  afterAll(async () => {
    for (const reference of references) await removeImage(engine, reference);
    await client.close();
  });

  it.concurrent.each(cases)('$name: $kind', async ({ name, kind, says, settings }) => {
    const images = {
      id: `test-${name.replaceAll(' ', '-')}`,
      original: referenceOf(`${name}-original`),
      variant: referenceOf(name),
      settings: runSettingsSchema.parse({ secondsToObserve: 3, ...settings }),
      labels: { 'aligera-test': 'compare-images' },
      relay: null,
    };
    const { comparison, lastLines } = await compareImages(
      client,
      images,
      () => undefined,
      AbortSignal.timeout(100_000),
    );
    const verdict = verdictOfRun(comparison, lastLines);
    expect({ ...verdict, checks: comparison.checks }).toMatchObject({ kind });
    expect(verdict.sentences.join('\n')).toMatch(says);
    const left = await engineRequest(
      host,
      'GET',
      `/containers/json?all=1&filters=${encodeURIComponent(JSON.stringify({ name: [images.id] }))}`,
    );
    expect(JSON.parse(left.text)).toEqual([]);
  });
});

const referenceOf = (name: string) => `aligera-test/compare:${name.replaceAll(' ', '-')}`;

async function built({ host }: TestEngine, name: string, dockerfile: string, references: Set<string>): Promise<void> {
  references.add(referenceOf(name));
  await build(host, referenceOf(name), tarOf([{ path: 'Dockerfile', mode: 0o644, content: Buffer.from(dockerfile) }]));
}
