import type { PlaceKind } from '../place-kind.ts';

const ignoreFile = 'Name them in .dockerignore, so that COPY does not take them along.';

/** What work on the image, or on the project it was made from, dropped along the way. */
export const logsAndDroppings: readonly PlaceKind[] = [
  {
    rule: 'logs-left-behind',
    group: 'waste',
    title: 'Logs of the build',
    contents: 'logs that were written while the image was built',
    why: 'They tell of the build, not of the container.',
    remedy: 'Remove them at the end of the RUN that writes them.',
    confidence: 'certain',
    places: ['/var/log'],
    // Their content is what users are counted from, and packages install them.
    except: /^(wtmp|btmp|lastlog|faillog)$/,
  },
  {
    rule: 'application-logs-copied',
    group: 'waste',
    title: 'Logs among the application',
    contents: 'logs of package managers and of earlier runs',
    why: 'They tell of runs elsewhere.',
    remedy: ignoreFile,
    confidence: 'likely',
    places: ['*.log', 'npm-debug.log.*', 'hs_err_pid*.log', 'nohup.out', 'gem_make.out'],
    where: (place) => place.isFile && !place.isInDependencies && !place.isInSystem,
  },
  {
    rule: 'temporary-files-left-behind',
    group: 'waste',
    title: 'Temporary files',
    contents: 'what commands of the build left there',
    why: 'What a program needs at run time it makes anew there.',
    remedy: 'Remove them at the end of the RUN that makes them, or mount /tmp as a tmpfs in it.',
    confidence: 'likely',
    places: ['/tmp', '/var/tmp', '/root/tmp'],
  },
  {
    rule: 'crash-dumps-left-behind',
    group: 'waste',
    title: 'Dumps of memory',
    contents: 'what processes that crashed, or were looked at, had in memory',
    why: 'They are large, may hold secrets, and no program reads them.',
    remedy: 'Remove them in the RUN in which the process crashed, and name them in .dockerignore.',
    confidence: 'likely',
    places: ['*.hprof', '/var/lib/systemd/coredump', '/var/crash', '/var/lib/apport/coredump'],
    where: (place) => !place.isInDependencies,
  },
  {
    rule: 'version-control-copied',
    group: 'waste',
    title: 'Version control data',
    contents: 'the history of a project',
    why: 'Programs do not need their history; whoever pulls the image can read it, with all that was ever committed.',
    remedy: 'Name .git in .dockerignore; in a RUN, clone with --depth 1 and remove .git in the same RUN.',
    confidence: (use) => (use.runs('git', 'hg', 'svn') === 'yes' ? 'possible' : 'certain'),
    places: ['.git', '.hg', '.svn', '.bzr'],
    where: (place) =>
      place.isFolder && (place.holds('HEAD') || place.holds('store') || place.holds('wc.db') || place.holds('branch')),
  },
  {
    rule: 'editor-files-copied',
    group: 'waste',
    title: 'Files of editors and desktops',
    contents: 'settings of editors, previews of desktops, swap files and backups',
    why: 'Only the machine that they come from has a use for them.',
    remedy: ignoreFile,
    confidence: 'certain',
    places: [
      '.DS_Store',
      '.AppleDouble',
      '__MACOSX',
      'Thumbs.db',
      'ehthumbs.db',
      '.idea',
      '.vscode',
      '.vs',
      '.fleet',
      '.history',
      '.*.swp',
      '.*.swo',
      '*~',
      '*.orig',
      '*.rej',
    ],
    where: (place) => {
      const original = place.name.replace(/(~|\.orig|\.rej)$/, '');
      if (original !== place.name) return !place.isInSystem && place.isFile && place.hasBeside(original);
      return place.name !== '.history' || place.isFolder;
    },
  },
  {
    rule: 'shell-history-left-behind',
    group: 'waste',
    title: 'Histories of shells and tools',
    contents: 'what was typed, or fetched, while the image was made by hand',
    why: 'No program needs it, and commands may hold secrets.',
    remedy: 'Remove them, and build the image with a Dockerfile instead of docker commit.',
    confidence: 'certain',
    places: ['.bash_history', '.ash_history', '.zsh_history', '.python_history', '.wget-hsts', '.lesshst', '.viminfo'],
  },
];
