import { afterAll, describe, expect, it } from 'vitest';
import { analyzeEngineImage } from '../../../testing/analyze-engine.ts';
import { build } from '../../../testing/built-images.ts';
import { engineRequest, engineSays } from '../../../testing/engine-request.ts';
import { busybox, ensureBusybox, testEngines } from '../../../testing/engines.ts';
import { hasImage } from '../../../testing/run-in-image.ts';
import { type TarredFile, tarOf } from '../../../testing/tar-of.ts';

const text = (path: string, content: string, mode = 0o644): TarredFile => ({
  path,
  mode,
  content: Buffer.from(content),
});

const wait = 'setInterval(() => {}, 1000);\n';
const context = [
  text('server.js', wait),
  text('package.json', '{"name":"app","version":"1.0.0","scripts":{"start":"NODE_ENV=production node server.js --x"}}'),
  text('loop.py', 'import time\ntime.sleep(600)\n'),
  text(
    'entry.sh',
    '#!/bin/sh\nset -e\nexport GREETING=hi\nif [ "${1#-}" != "$1" ]; then\n  set -- node "$@"\nfi\nexec "$@"\n',
    0o755,
  ),
  text('loop', '#!/usr/bin/env python3\nimport time\ntime.sleep(600)\n', 0o755),
  text('wait.sh', 'cd /srv\nexec sleep 600\n'),
];

const commands = {
  'node:24-slim': [
    'CMD ["node", "server.js"]',
    'CMD node server.js',
    'CMD exec node server.js $NOTHING "two words"',
    'CMD ["npm", "start"]',
    'ENTRYPOINT ["/app/entry.sh"]\nCMD ["--no-warnings", "/app/server.js"]',
    'ENTRYPOINT ["./entry.sh"]\nCMD ["env", "A=b", "node", "server"]',
    'ENTRYPOINT []\nCMD ["sh", "wait.sh"]',
  ],
  'python:3.13-slim': [
    'CMD ["python3", "-u", "loop.py"]',
    'CMD ["python", "-um", "http.server", "8080"]',
    'CMD ["./loop"]',
    'ENTRYPOINT ["/bin/sh", "-c", "exec \\"$0\\" \\"$@\\""]\nCMD ["python3", "loop.py"]',
    'SHELL ["/bin/bash", "-o", "pipefail", "-c"]\nCMD echo start && python3 loop.py',
    'CMD ["timeout", "-s", "TERM", "600", "python3", "loop.py"]',
  ],
  [busybox]: [
    'CMD ["sleep", "600"]',
    'CMD cd / && exec sleep 600',
    'ENTRYPOINT ["sh", "/app/wait.sh"]',
    'CMD ["env", "sh", "-ec", "sleep 600"]',
  ],
};

/** Program and arguments of each process of a container, told by the kernel. */
const look = 'for p in /proc/[0-9]*; do echo "$(readlink $p/exe)"; tr "\\0" "\\n" < $p/cmdline; echo "@@"; done';

describe.each(testEngines())('what containers run on the $name engine', ({ host }) => {
  const built: string[] = [];
  afterAll(async () => {
    for (const reference of built) await engineRequest(host, 'DELETE', `/images/${reference}?force=1`);
  });

  const cases = Object.entries(commands).flatMap(([base, lines]) => lines.map((line, i) => ({ base, line, i })));
  it.for(cases)('is what is told of $base with $line', async ({ base, line, i }, { skip }) => {
    if (base === busybox) await ensureBusybox(host);
    skip(!(await hasImage(host, base)), `${base} is not on this engine`);
    const reference = `aligera-test/entrypoint:${base.replaceAll(/\W/g, '-')}-${i}`;
    const dockerfile = `FROM ${base}\nWORKDIR /app\nCOPY . /app\nRUN mkdir -p /srv\n${line}\n`;
    await build(host, reference, tarOf([text('Dockerfile', dockerfile), ...context]));
    built.push(reference);

    const fact = (await analyzeEngineImage(host, reference)).inspection.report.facts.entrypoint;
    if (fact.state !== 'known') throw new Error(fact.why);
    const { program, runs, unresolved } = fact.value;
    expect(unresolved).toBeNull();
    await inContainer(host, reference, (id) =>
      expect
        .poll(() => processes(host, id), { timeout: 300_000, interval: 300 })
        .toContainEqual({
          program,
          words: runs.slice(1),
        }),
    );
  });
});

async function inContainer(host: string, image: string, look: (id: string) => Promise<void>): Promise<void> {
  const created = await engineRequest(host, 'POST', '/containers/create', {
    type: 'application/json',
    body: JSON.stringify({ Image: image, HostConfig: { NetworkMode: 'none', Init: false } }),
  });
  await engineSays(created, `create a container of ${image}`);
  const { Id: id } = JSON.parse(created.text);
  try {
    await engineSays(await engineRequest(host, 'POST', `/containers/${id}/start`), `start ${image}`);
    await look(id);
  } finally {
    await engineRequest(host, 'DELETE', `/containers/${id}?force=1`);
  }
}

async function processes(host: string, id: string) {
  const exec = await engineRequest(host, 'POST', `/containers/${id}/exec`, {
    type: 'application/json',
    body: JSON.stringify({ AttachStdout: true, Tty: true, Cmd: ['sh', '-c', look] }),
  });
  await engineSays(exec, 'look at the processes');
  const said = await engineRequest(host, 'POST', `/exec/${JSON.parse(exec.text).Id}/start`, {
    type: 'application/json',
    body: JSON.stringify({ Detach: false, Tty: true }),
  });
  return said.text.split(/@@\r?\n/).map((part) => {
    const [program = '', , ...words] = part.split(/\r?\n/);
    return { program, words: words.slice(0, -1) };
  });
}
