/** They recommend certificates, and whatever speaks TLS in the image comes to use them. */
const speaksTls =
  /^(?:curl|wget|git|openssl|nodejs|npm|libcurl\d.*|python3?-pip|python3?-requests|subversion|mercurial|lynx|w3m|aria2|gnupg2?|ruby)$/;

/** Without what they recommend they do not do what they are installed for. */
const incomplete: readonly (readonly [RegExp, string])[] = [
  [/^(?:gcc|clang|tcc)(?:-\d+)?$/, 'the headers of the C library are only recommended by the compiler'],
  [/^cmake$/, 'make and a compiler are only recommended by cmake'],
  [/^golang(?:-.*)?$/, 'the compiler for C is only recommended by Go'],
  [/^(?:npm|python3?-pip|ruby|gem2deb|cpanminus)$/, 'what compiles native parts of packages is only recommended'],
  [/^(?:xvfb|xorg|openbox|xfce4.*|gnome.*|kde.*|task-.*|tasksel)$/, 'much of a desktop is only recommended'],
  [/^(?:texlive|libreoffice|r-base|octave|chromium|firefox)(?:-.*)?$/, 'many of its features are only recommended'],
  [
    /^(?:imagemagick|ffmpeg|graphviz|wkhtmltopdf|inkscape|ghostscript)$/,
    'formats and fonts are only recommended by it',
  ],
  [
    /^(?:mysql|mariadb|postgresql|postfix|systemd|dbus|snapd|docker)(?:[.-].*)?$/,
    'parts of the service are only recommended',
  ],
  [/^(?:software-properties-common|virtualbox.*|wine.*|steam.*)$/, 'much of what it does is only recommended'],
];

/** By the names alone: what has to be named to stay, or why nothing can be said. */
export function neededByText(named: readonly string[]): {
  readonly kept: readonly string[];
  readonly why: string | null;
} {
  for (const name of named) {
    const [, why] = incomplete.find(([pattern]) => pattern.test(name)) ?? [];
    if (why !== undefined) return { kept: [], why: `${name}: ${why}` };
  }
  return { kept: named.some((name) => speaksTls.test(name)) ? ['ca-certificates'] : [], why: null };
}

/** Easily missed, and small. */
export const alwaysKept: ReadonlySet<string> = new Set([
  'ca-certificates',
  'xauth',
  'netbase',
  'tzdata',
  'libpam-systemd',
]);

export const compiles =
  /^(?:build-essential|binutils|make|cpp|gcc|g\+\+|clang|libc6-dev|.*-dev|(?:gcc|g\+\+|cpp|clang)-.*)$/;

/** Programs that may compile on the way. */
export const mayCompile =
  /^(?:pip[\d.]*|python[\d.]*|npm|npx|yarn|pnpm|node-gyp|gem|bundler?|go|cargo|make|cmake|meson|ninja|gcc|g\+\+|cc|c\+\+|R|Rscript|cpanm?|luarocks|pecl|phpize|docker-php-ext-install|poetry|uv|conda|stack|cabal|mix|rebar3|configure|.*\.sh)$/;
