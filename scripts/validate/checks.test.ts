import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../folders.ts';
import { dockerignore } from './build-context.ts';
import { contentChecks, type ExtensionImage, fileChecks, labelChecks } from './checks.ts';
import { buildablePlatforms, runtimeDependencies } from './declared.ts';

const good: ExtensionImage = {
  reference: 'localhost:5000/aligera:1.2.3-beta.1',
  platforms: ['linux/amd64', 'linux/arm64'],
  labels: {
    'org.opencontainers.image.title': 'Aligera',
    'org.opencontainers.image.description': 'A sentence',
    'org.opencontainers.image.vendor': 'Somebody',
    'com.docker.desktop.extension.api.version': '>= 0.3.4',
    'com.docker.desktop.extension.icon': 'https://example.com/icon.svg',
    'com.docker.extension.screenshots': JSON.stringify(
      [1, 2, 3].map((n) => ({ alt: `shot ${n}`, url: `https://example.com/${n}.png` })),
    ),
    'com.docker.extension.detailed-description': '<p>One<br>two</p>',
    'com.docker.extension.publisher-url': 'https://example.com',
    'com.docker.extension.changelog': '<ul><li>new</li></ul>',
    'com.docker.extension.categories': 'utility-tools,ci-cd',
  },
  files: new Map([
    [
      '/metadata.json',
      Buffer.from(
        JSON.stringify({
          icon: 'icon.svg',
          vm: { composefile: 'compose.yaml', exposes: { socket: 'a.sock' } },
          ui: { 'dashboard-tab': { title: 'Aligera', src: 'index.html', root: '/ui', backend: { socket: 'a.sock' } } },
        }),
      ),
    ],
    ['/icon.svg', Buffer.from('<svg/>')],
    ['/compose.yaml', Buffer.from('')],
    ['/ui/index.html', Buffer.from('')],
    ['/app/node_modules/needed/package.json', Buffer.from('{}')],
  ]),
};

function complaints(image: ExtensionImage): string[] {
  return [...labelChecks(image), ...fileChecks(image), ...contentChecks(image, new Set(['needed']))]
    .filter(({ why }) => why !== null)
    .map(({ what }) => what);
}

function withFile(path: string, content: string): ExtensionImage {
  return { ...good, files: new Map([...good.files, [path, Buffer.from(content)]]) };
}

function withLabel(name: string, value: string): ExtensionImage {
  return { ...good, labels: { ...good.labels, [name]: value } };
}

describe('the checks of an extension’s image', () => {
  it('let a good one pass', () => {
    expect(complaints(good)).toEqual([]);
  });

  it.each([
    ['org.opencontainers.image.title', 'Aligera Extension'],
    ['org.opencontainers.image.vendor', ''],
    ['com.docker.desktop.extension.api.version', '0.3.4'],
    ['com.docker.desktop.extension.icon', 'icon.svg'],
    ['com.docker.extension.screenshots', '[{"alt":"","url":"http://x"}'],
    ['com.docker.extension.screenshots', '[]'],
    ['com.docker.extension.changelog', '<ul><li>new</ul>'],
    ['com.docker.extension.categories', 'toys'],
  ])('refuse the label %s=%s', (name, value) => {
    expect(complaints(withLabel(name, value))).toEqual([name]);
  });

  it('refuse a tag that is no version, and an image for one processor', () => {
    expect(complaints({ ...good, reference: 'localhost:5000/aligera' })).toEqual(['the tag is a semantic version']);
    expect(complaints({ ...good, platforms: ['linux/amd64'] })).toEqual(['can be built for linux/arm64']);
  });

  it('refuse an image without the files that metadata.json names', () => {
    const files = new Map(good.files);
    files.delete('/icon.svg');
    files.delete('/ui/index.html');
    expect(complaints({ ...good, files })).toEqual(['the icon /icon.svg', 'the page /ui/index.html']);
    expect(complaints(withFile('/metadata.json', '{"icon":"icon.svg"}'))).toEqual(['/metadata.json']);
  });

  it('refuse what the image has no use for', () => {
    expect(complaints(withFile('/app/node_modules/@vitest/runner/package.json', '{}'))).toEqual([
      'no development dependencies',
    ]);
    expect(complaints(withFile('/app/backend/src/a.test.ts', ''))).toEqual(['no tests']);
    expect(complaints(withFile('/ui/assets/a.js', 'h("x-development-host-token")'))).toEqual([
      'nothing of the development host',
    ]);
  });
});

describe('the platforms that a Dockerfile can be built for', () => {
  const portable = readFileSync(join(root, 'Dockerfile'), 'utf8');

  it('are all for ours', () => {
    expect(buildablePlatforms(portable, 'linux/amd64')).toEqual(['linux/amd64', 'linux/arm64']);
  });

  it('are only the builder’s where a step runs on the target, or a stage is made for one', () => {
    expect(buildablePlatforms(`${portable}RUN true\n`, 'linux/amd64')).toEqual(['linux/amd64']);
    expect(buildablePlatforms(portable.replace('--platform=$BUILDPLATFORM ', ''), 'linux/amd64')).toEqual([
      'linux/amd64',
    ]);
  });
});

it('the run-time dependencies of the service have no part for one processor only', async () => {
  const { names, tiedToProcessor } = await runtimeDependencies();
  expect(names).toContain('hono');
  expect(names).not.toContain('vitest');
  expect(tiedToProcessor).toEqual([]);
});

it('.dockerignore sends what the image is made of, and no tests, tools or development host', () => {
  const sent = dockerignore(readFileSync(join(root, '.dockerignore'), 'utf8'));
  for (const path of [
    'package-lock.json',
    'backend/src/main.ts',
    'backend/src/engine/client.ts',
    'ui/index.html',
    'ui/src/app/app.tsx',
  ]) {
    expect(sent(path), path).toBe(true);
  }
  for (const path of [
    'backend/src/tar/reader.test.ts',
    'backend/testing/engines.ts',
    'scripts/start.ts',
    'docker-extension/host/host.ts',
    'ui/browser/served.ts',
    'README.md',
    '.git/config',
  ]) {
    expect(sent(path), path).toBe(false);
  }
});
