import { packed, Random, text } from './contents.ts';
import { aptInstall, debianHistory, debianSlim } from './debian.ts';
import { type Recipe, run, type Step } from './recipe.ts';
import { Rootfs } from './rootfs.ts';

/** Each instruction does one of the things that store bytes twice, or for nothing. */
export function changedFiles(): Recipe {
  const root = new Rootfs('2026-01-26T10:15:00Z');
  debianSlim(root);
  const base = [{ history: { created: root.now, ...debianHistory }, entries: root.commit() }];
  root.pass(86_400);
  const started = root.now;
  const steps: Step[] = [];
  const layer = (instruction: { dockerfile: string; createdBy: string }) => {
    steps.push({ ...instruction, created: root.now, entries: root.commit() });
    root.pass(20);
  };
  const setting = (dockerfile: string, createdBy = dockerfile) =>
    steps.push({ dockerfile, createdBy, created: root.now });

  data(root);
  layer({ dockerfile: 'COPY data /srv/data', createdBy: 'COPY data /srv/data # buildkit' });
  for (let i = 0; i < 60; i++)
    root.file(`tmp/build/object-${i}.o`, packed(`object ${i}`, new Random(`object ${i}`).size(70_000)));
  root.file('srv/data/index.bin', packed('index', 3_400_000));
  layer(run('RUN /srv/data/tools/build-index --work /tmp/build'));
  root.remove('tmp/build');
  layer(run('RUN rm -rf /tmp/build'));
  root.change('srv/data/public', { uid: 33, gid: 33 });
  layer(run('RUN chown -R www-data:www-data /srv/data/public'));
  root.change('srv/data/shared', { mode: 0o2775 });
  layer(run('RUN chmod -R g+ws /srv/data/shared'));
  root.move('srv/data/archive', 'srv/archive');
  layer(run('RUN mv /srv/data/archive /srv/archive'));
  for (const path of root.under('srv/data/reports').filter((one) => one.endsWith('.csv'))) {
    root.file(path, text('csv', `${path} converted`, new Random(`${path} converted`).size(48_000)));
  }
  layer(run("RUN sed -i 's/;/,/g' /srv/data/reports/*.csv"));
  root.copy('srv/data/library', 'opt/library');
  layer({ dockerfile: 'COPY data/library /opt/library', createdBy: 'COPY data/library /opt/library # buildkit' });
  root.copy('srv/data/library', 'opt/library-backup');
  layer(run('RUN cp -a /opt/library /opt/library-backup'));
  aptInstall(root, ['curl', 'libcurl3t64-gnutls', 'perl', 'libperl5.40', 'ca-certificates'], {
    asked: ['curl', 'perl'],
    cleaned: false,
  });
  layer(run('RUN apt-get update && apt-get install -y --no-install-recommends curl perl'));
  root.remove('var/lib/apt/lists');
  root.dir('var/lib/apt/lists');
  layer(run('RUN rm -rf /var/lib/apt/lists && mkdir /var/lib/apt/lists'));
  root.remove('srv/data/cache');
  root.dir('srv/data/cache');
  root.file('srv/data/cache/warm.bin', packed('warm', 640_000));
  root.change('srv/data/touched', {});
  for (const path of root.under('srv/data/touched')) root.change(path, { mtime: 1_767_225_600 });
  layer(
    run(
      "RUN rm -rf /srv/data/cache && mkdir /srv/data/cache && \\\n    /srv/data/tools/warm /srv/data/cache && \\\n    find /srv/data/touched -exec touch -d '2026-01-01' {} +",
    ),
  );
  for (const path of root
    .under('srv/data/library')
    .filter((one) => one.endsWith('.bin'))
    .slice(0, 12)) {
    root.file(`srv/links/${path.slice(path.lastIndexOf('/') + 1)}`, packed(`linked ${path}`, 90_000));
    root.hardlink(
      `srv/links/${path.slice(path.lastIndexOf('/') + 1)}.same`,
      `srv/links/${path.slice(path.lastIndexOf('/') + 1)}`,
    );
  }
  layer(run('RUN /srv/data/tools/link /srv/data/library /srv/links'));
  root.file('srv/data/naïve café/日本語 – текст.txt', text('prose', 'names', 24_000));
  root.file('srv/data/  spaces  and "quotes".txt', text('prose', 'quotes', 9_000));
  layer({ dockerfile: 'COPY names /srv/data', createdBy: 'COPY names /srv/data # buildkit' });
  setting('WORKDIR /srv/data');
  setting('CMD ["bash"]');
  return {
    reference: 'samples/changed-files:latest',
    baseName: 'debian:13-slim',
    base,
    head: '# Every way to store bytes that no one can reach.\nFROM debian:13-slim\n',
    steps,
    config: {
      Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
      Cmd: ['bash'],
      WorkingDir: '/srv/data',
    },
    started,
    compression: 'gzip',
  };
}

function data(root: Rootfs): void {
  const place = (folder: string, count: number, typical: number, extension: '.csv' | '.bin' | '.md') => {
    for (let i = 0; i < count; i++) {
      const name = `srv/data/${folder}/${folder}-${String(i).padStart(4, '0')}${extension}`;
      const size = new Random(name).size(typical);
      root.file(
        name,
        extension === '.bin' ? packed(name, size) : text(extension === '.csv' ? 'csv' : 'prose', name, size),
      );
    }
  };
  place('public', 420, 9_000, '.md');
  place('shared', 160, 14_000, '.csv');
  place('archive', 220, 16_000, '.bin');
  place('reports', 90, 44_000, '.csv');
  place('library', 140, 30_000, '.bin');
  place('cache', 260, 12_000, '.bin');
  place('touched', 80, 20_000, '.md');
  for (const tool of ['build-index', 'warm', 'link']) {
    root.file(
      `srv/data/tools/${tool}`,
      `#!/bin/sh\nset -eu\n${Buffer.concat([...text('prose', tool, 900).chunks()])}`,
      { mode: 0o755 },
    );
  }
}
