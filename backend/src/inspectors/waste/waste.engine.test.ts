import { describe, expect, it } from 'vitest';
import { analyzeEngineImage } from '../../../testing/analyze-engine.ts';
import { type BuiltImage, ensureBuilt } from '../../../testing/built-images.ts';
import { busybox, testEngines } from '../../../testing/engines.ts';
import { hasImage, runInImage } from '../../../testing/run-in-image.ts';
import { tarOf } from '../../../testing/tar-of.ts';
import type { Inspection } from '../inspect.ts';

/** By rule, a shell command that prints its live files in a container, with nothing but find. */
const oracles: Readonly<Record<string, string>> = {
  'apt-lists-left-behind': 'find /var/lib/apt/lists -type f ! -name lock',
  'apt-cache-left-behind': 'find /var/cache/apt -type f ! -name lock',
  'dpkg-backups-left-behind': "find /var/lib/dpkg /var/cache/debconf -maxdepth 1 -type f -name '*-old'",
  'npm-cache-left-behind': "find / -xdev -type f '(' -path '*/.npm/_cacache/*' -o -path '*/.npm/_logs/*' ')'",
  'pip-cache-left-behind': "find / -xdev -type f -path '*/.cache/pip/*'",
  'documentation-installed':
    "find /usr/share/doc /usr/local/share/doc /usr/share/gtk-doc /usr/share/devhelp /usr/share/doc-base /usr/share/lintian /usr/share/bug /usr/local/rustup/toolchains/*/share/doc -type f ! -iname 'copyright*' ! -iname 'copying*' ! -iname 'license*' ! -iname 'licence*' ! -iname 'notice*' ! -iname 'authors*' ! -iname 'patents*' ! -iname '*.sql' ! -iname '*.sql.gz' ! -iname '*.schema' ! -iname '*.ldif' ! -path '*/[Ll][Ii][Cc][Ee][Nn][CcSs][Ee]*'",
  'manual-pages-installed':
    'find /usr/share/man /usr/local/share/man /usr/share/info /usr/local/rustup/toolchains/*/share/man /var/cache/man /usr/local/man -type f',
  'translations-installed':
    "find /usr/share/locale /usr/local/share/locale -type f '(' -path '*/LC_MESSAGES/*' -o -path '*/LC_TIME/*' ')' ! -path '*/locale/en/*' ! -path '*/locale/en[_@]*' ! -path '*/locale/C*'",
  'headers-installed':
    "find /usr/include /usr/local/include /usr/lib/gcc/*/*/include /usr/lib/gcc/*/*/plugin/include /usr/lib/gcc/*/*/finclude -type f; find / -xdev -type f -path '*/perl/*/CORE/*.h'",
  'static-libraries-installed':
    "find / -xdev -type f -name 'lib*.a' ! -path '/usr/local/lib/gcc/*' ! -path '/usr/local/include/*'",
  'python-bytecode-kept': `find / -xdev -path '*/__pycache__/*.pyc' ! -path '*-packages/*/tests/*' ! -path '/usr/lib/python3.*/test/*' | while read -r f; do d="\${f%/__pycache__/*}"; b="\${f##*/}"; [ -f "$d/\${b%%.cpython*}.py" ] && echo "$f"; done`,
  'logs-left-behind': 'find /var/log -type f ! -name lastlog ! -name faillog ! -name wtmp ! -name btmp',
  'temporary-files-left-behind': 'find /tmp /var/tmp -type f',
  'editor-files-copied': "find /app -name .DS_Store -o -path '*/.idea/*' -type f",
  'version-control-copied': "find /app -path '*/.git/*' -type f",
};

interface Counted {
  readonly files: number;
  readonly bytes: number;
}

const inspections = new Map<string, Promise<Inspection>>();

/** Each image is analyzed once for all tests. */
function inspection(host: string, image: string): Promise<Inspection> {
  const key = `${host} ${image}`;
  const known = inspections.get(key) ?? analyzeEngineImage(host, image).then((analyzed) => analyzed.inspection);
  inspections.set(key, known);
  return known;
}

/** Files with bytes that the oracles find in a container, each inode once. */
async function counted(host: string, image: string): Promise<Map<string, Counted>> {
  const commands = Object.entries(oracles).map(
    ([rule, find]) => `echo "== ${rule}"; { ${find}; } 2>/dev/null | tr '\\n' '\\0' | xargs -0 -r stat -c '%i %s'`,
  );
  const text = (await runInImage(host, image, ['/bin/sh', '-c', commands.join('\n')])).toString();
  const told = text.split(/^== /m).slice(1);
  return new Map(
    told.map((section) => {
      const [rule = '', ...lines] = section.trim().split('\n');
      const sizes = new Map(
        lines.map((line): [string, number] => [line.split(' ')[0] ?? '', Number(line.split(' ')[1])]),
      );
      const nonEmpty = [...sizes.values()].filter((size) => size > 0);
      return [rule, { files: nonEmpty.length, bytes: nonEmpty.reduce((sum, size) => sum + size, 0) }];
    }),
  );
}

/** To apt, what programs of no package load is there for no reason: it is told that somebody asked for it. */
const keepLoaded = `
apt-mark manual $(find /usr/local -type f '(' -name '*.so*' -o -perm -u+x ')' -exec ldd {} + 2>/dev/null |
  grep -o '/[^ )]*' | sort -u | xargs realpath -q | sort -u | xargs dpkg -S 2>/dev/null | sed 's/[:,].*//' | sort -u) >/dev/null
`;

const layer = (...commands: string[]) => `RUN ${commands.join(' && \\\n    ')}\n`;
const write = (path: string, bytes: number) =>
  `mkdir -p "$(dirname ${path})" && yes '${path}' | head -c ${bytes} > ${path}`;

const wasteful: BuiltImage = {
  name: 'waste-of-each-kind',
  dockerfile: [
    `FROM ${busybox}\n`,
    layer(
      write('/var/lib/apt/lists/deb.example.org_Packages', 200_000),
      write('/var/lib/apt/lists/lock', 70_000),
      write('/root/.npm/_cacache/content-v2/x', 300_000),
      write('/home/app/.cache/pip/http-v2/y', 400_000),
      write('/usr/share/doc/x/changelog', 500_000),
      write('/usr/share/doc/x/copyright', 80_000),
      write('/usr/share/man/man1/x.1', 90_000),
      write('/tmp/left', 600_000),
      write('/var/log/build.log', 700_000),
      write('/app/.git/HEAD', 40),
      write('/app/.git/objects/pack/a', 800_000),
      write('/app/.DS_Store', 70_000),
      write('/app/.idea/workspace.xml', 70_000),
      'ln /root/.npm/_cacache/content-v2/x /app/hardlinked',
      write('/root/.npm/_cacache/content-v2/z', 310_000),
      'ln /root/.npm/_cacache/content-v2/z /root/.npm/_cacache/content-v2/z2',
    ),
    layer('rm /var/log/build.log', 'rm -rf /home/app/.cache'),
    'CMD ["/app/server"]\n',
  ].join(''),
  context: [],
  layerCount: 3,
  reclaimable: [],
  duplicateBytes: 0,
  live: [],
};

describe.each(testEngines())('waste, on the $name engine:', ({ host }) => {
  it('files and bytes of each kind are as find tells them, what is gone included', async () => {
    const reference = await ensureBuilt(host, wasteful);
    const { findings } = (await inspection(host, reference)).report;
    const ours = new Map(findings.map((one) => [one.rule, one]));
    for (const [rule, { bytes, files }] of await counted(host, reference)) {
      // A hardlink from elsewhere keeps its bytes whatever becomes of the cache.
      const kept = rule === 'npm-cache-left-behind' ? { bytes: 300_000, files: 1 } : { bytes: 0, files: 0 };
      expect([rule, ours.get(rule)?.bytes.live ?? 0]).toEqual([rule, bytes - kept.bytes]);
      const gone = { 'pip-cache-left-behind': 1, 'logs-left-behind': 1 }[rule] ?? 0;
      expect([rule, ours.get(rule)?.fileCount ?? 0]).toEqual([rule, files - kept.files + gone]);
    }
    expect(ours.get('pip-cache-left-behind')?.bytes).toMatchObject({ live: 0, reclaimable: 400_000 });
    expect(ours.get('logs-left-behind')?.bytes).toMatchObject({ live: 0, reclaimable: 700_000 });
    expect(ours.get('deleted-in-later-layer')?.bytes).toMatchObject({ live: 0, reclaimable: 1_100_000 });
  });

  it.for(['debian:13-slim', 'node:24-slim', 'node:24', 'python:3.13', 'rust:1.85'])(
    'kinds are as find tells them in %s',
    async (image, { skip }) => {
      skip(!(await hasImage(host, image)), `${image} is not on this engine`);
      const { report } = await inspection(host, image);
      const told = await counted(host, image);
      const ours = report.findings.filter(({ rule }) => told.has(rule));
      expect(ours.length > 0).toBe(image !== 'debian:13-slim');
      for (const { rule, bytes } of ours) expect([rule, bytes.live]).toEqual([rule, told.get(rule)?.bytes]);
    },
  );

  it.for([
    ['node:24', 'node -e "require(\'https\').createServer(); crypto.randomUUID()"; npm --version; openssl version'],
    ['python:3.13', 'python3 -c "import ctypes, curses, lzma, readline, sqlite3, ssl, tkinter, unittest, zoneinfo"'],
    ['nginx:1.26', 'nginx -t; date; perl -e "use POSIX"'],
    ['eclipse-temurin:21-jdk', 'java -Xshare:auto -version; keytool -help'],
    ['rust:1.85', 'curl --version; update-ca-certificates'],
  ] as const)('%s works without all that is found in it', async ([image, smoke], { skip }) => {
    skip(!(await hasImage(host, image)), `${image} is not on this engine`);
    const { findings, counter } = await inspection(host, image);
    const whole = findings.filter(
      ({ finding, partialBytes }) =>
        (finding.group === 'waste' || finding.group === 'development') && partialBytes.size === 0,
    );
    const paths = whole
      .flatMap((one) => counter.shown(one, 0, one.files.length))
      .flatMap(({ path, live }) => (live ? path : []));
    expect(paths.length).toBeGreaterThan(400);
    const content = Buffer.from(paths.join('\0'));
    const command = `xargs -0 rm -f < /waste; set -e; ${smoke}`;
    const files = { tar: tarOf([{ path: 'waste', mode: 0o644, content }]), folder: '/' };
    await runInImage(host, image, ['/bin/sh', '-c', command], { files });
  });

  it.for(['node:24', 'python:3.13'])(
    'apt would remove the build tools of %s with the same packages',
    async (image, { skip }) => {
      skip(!(await hasImage(host, image)), `${image} is not on this engine`);
      const { findings, catalog } = await inspection(host, image);
      const found = findings.find(({ finding }) => finding.rule === 'build-tools-installed');
      const inodes = new Set(found?.files);
      const going = catalog.packages.filter((one) => {
        const own = catalog.inodes([one]);
        return own.size > 0 && own.isSubsetOf(inodes);
      });
      const asked = going.filter(({ wanted }) => wanted === 'asked-for').map(({ name }) => name);
      const simulate = `apt-get -s -o APT::AutoRemove::RecommendsImportant=false -o APT::AutoRemove::SuggestsImportant=false purge --auto-remove ${asked.join(' ')}`;
      const text = (await runInImage(host, image, ['/bin/sh', '-c', `${keepLoaded}${simulate}`])).toString();
      const removed = new Set([...text.matchAll(/^Purg (\S+)/gm)].map(([, name = '']) => name));
      expect(removed.size).toBeGreaterThan(200);
      const names = new Set(going.map(({ name }) => name));
      expect([...removed].filter((name) => !names.has(name))).toEqual([]);
      // Where a package that goes recommends another, apt keeps that whatever it is told.
      expect(names.size - removed.size).toBeLessThanOrEqual(removed.size * 0.02);
    },
  );
});
