import { z } from 'zod';

/** What Docker's marketplace asks of an extension's image; `why` is null where the check holds. */
export interface Check {
  readonly what: string;
  readonly why: string | null;
}

export interface ExtensionImage {
  readonly reference: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly platforms: readonly string[];
  /** Content of files of the image by absolute path. */
  readonly files: ReadonlyMap<string, Buffer>;
}

const semver = /^v?\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/;
const range = /^\s*(>=|>|\^|~|=)?\s*\d+(\.\d+){0,2}(\s+(<|<=)\s*\d+(\.\d+){0,2})?\s*$/;
const categories = [
  'ai-ml',
  'ci-cd',
  'container-orchestration',
  'cloud-deployment',
  'cloud-development',
  'database',
  'kubernetes',
  'networking',
  'image-registry',
  'security',
  'testing-tools',
  'utility-tools',
  'volumes',
];
const screenshots = z.array(z.object({ alt: z.string().min(1), url: z.url({ protocol: /^https$/ }) })).min(3);
const metadata = z.object({
  icon: z.string(),
  vm: z.object({ composefile: z.string(), exposes: z.object({ socket: z.string() }) }),
  ui: z.object({
    'dashboard-tab': z.object({
      title: z.string(),
      src: z.string(),
      root: z.string(),
      backend: z.object({ socket: z.string() }),
    }),
  }),
});

export function labelChecks({ reference, labels, platforms }: ExtensionImage): Check[] {
  const label = (name: string, fits: (value: string) => boolean, wanted: string): Check => {
    const value = labels[name];
    if (value === undefined || value.trim() === '') return { what: name, why: 'is missing' };
    return { what: name, why: fits(value) ? null : `should be ${wanted}, and is ${value}` };
  };
  return [
    label('org.opencontainers.image.title', (title) => !/extension/i.test(title), 'a title without the word extension'),
    label('org.opencontainers.image.description', () => true, 'a sentence'),
    label('org.opencontainers.image.vendor', () => true, 'a name'),
    label('com.docker.desktop.extension.api.version', (value) => range.test(value) && /[<>^~]/.test(value), 'a range'),
    label('com.docker.desktop.extension.icon', isHttps, 'an https address'),
    label(
      'com.docker.extension.screenshots',
      (value) => fitsJson(value, screenshots),
      'a JSON list of three or more {alt, url}',
    ),
    label('com.docker.extension.detailed-description', isBalancedHtml, 'HTML whose elements are closed'),
    label('com.docker.extension.publisher-url', isHttps, 'an https address'),
    label('com.docker.extension.changelog', isBalancedHtml, 'HTML whose elements are closed'),
    label(
      'com.docker.extension.categories',
      (value) => value.split(',').every((name) => categories.includes(name.trim())),
      `some of ${categories.join(', ')}`,
    ),
    {
      what: 'the tag is a semantic version',
      why: semver.test(reference.slice(reference.lastIndexOf(':') + 1)) ? null : `${reference} has none`,
    },
    ...['linux/amd64', 'linux/arm64'].map((platform) => ({
      what: `can be built for ${platform}`,
      why: platforms.includes(platform) ? null : `the Dockerfile's bases or steps tie it to ${platforms.join(', ')}`,
    })),
  ];
}

export function fileChecks({ files }: ExtensionImage): Check[] {
  const text = files.get('/metadata.json')?.toString('utf8');
  if (text === undefined) return [{ what: '/metadata.json', why: 'is missing' }];
  if (!fitsJson(text, metadata))
    return [{ what: '/metadata.json', why: 'does not describe an icon, a service and a tab' }];
  const { icon, vm, ui } = metadata.parse(JSON.parse(text));
  const tab = ui['dashboard-tab'];
  const present = (what: string, path: string): Check => ({
    what: `${what} ${path}`,
    why: files.has(path) ? null : 'is named in metadata.json and missing in the image',
  });
  return [
    { what: '/metadata.json', why: null },
    present('the icon', `/${icon}`),
    present('the compose file', `/${vm.composefile}`),
    present('the page', `${tab.root}/${tab.src}`),
    { what: 'the tab’s title', why: /extension/i.test(tab.title) ? 'has the word extension' : null },
    {
      what: 'one socket for service and page',
      why: vm.exposes.socket === tab.backend.socket ? null : `${vm.exposes.socket} and ${tab.backend.socket}`,
    },
  ];
}

/** The packages below node_modules must be exactly those that the service needs at run time. */
export function contentChecks({ files }: ExtensionImage, wantedPackages: ReadonlySet<string>): Check[] {
  const paths = [...files.keys()];
  const packages = new Set(
    paths.flatMap((path) => /\/node_modules\/((?:@[^/]+\/)?[^/@.][^/]*)\/package\.json$/.exec(path)?.[1] ?? []),
  );
  const surplus = [...packages].filter((name) => !wantedPackages.has(name));
  const absent = [...wantedPackages].filter((name) => !packages.has(name));
  const unwanted = paths.filter((path) =>
    /\.test\.tsx?$|^\/app\/backend\/testing\/|^\/app\/docker-extension\//.test(path),
  );
  const ofTheHost = paths.filter((path) => files.get(path)?.includes('x-development-host-token'));
  return [
    { what: 'no development dependencies', why: surplus.length > 0 ? `has ${surplus.join(', ')}` : null },
    { what: 'all run-time dependencies', why: absent.length > 0 ? `lacks ${absent.join(', ')}` : null },
    { what: 'no tests', why: unwanted.length > 0 ? `has ${unwanted.slice(0, 5).join(', ')}` : null },
    { what: 'nothing of the development host', why: ofTheHost.length > 0 ? `is in ${ofTheHost.join(', ')}` : null },
  ];
}

function isHttps(value: string): boolean {
  return z.url({ protocol: /^https$/ }).safeParse(value).success;
}

function fitsJson(text: string, schema: z.ZodType): boolean {
  try {
    return schema.safeParse(JSON.parse(text)).success;
  } catch {
    return false;
  }
}

function isBalancedHtml(value: string): boolean {
  const open: string[] = [];
  for (const [, slash, name] of value.matchAll(/<(\/?)([a-z][a-z0-9]*)[^>]*>/gi)) {
    if (name === undefined || /^(br|hr|img)$/i.test(name)) continue;
    if (slash === '') open.push(name);
    else if (open.pop() !== name) return false;
  }
  return open.length === 0;
}
