export type Scheme = 'light' | 'dark';

/** The message by which the host's bar changes the theme of the extension below it. */
export interface SchemeMessage {
  readonly developmentHostTheme: Scheme;
}

/**
 * Lets the page's `prefers-color-scheme` queries answer what the host chose, as Docker Desktop's own theme switch does;
 * without a choice they answer what the system prefers.
 */
export function overrideColorScheme(chosen: Scheme | null): void {
  const original = window.matchMedia.bind(window);
  const overridden = new Set<() => void>();
  let scheme = chosen;
  const paint = () => {
    if (scheme !== null) document.documentElement.style.colorScheme = scheme;
  };

  window.matchMedia = (query) => {
    const asked = /prefers-color-scheme:\s*(light|dark)/.exec(query)?.[1];
    const real = original(query);
    if (asked === undefined) return real;
    overridden.add(() =>
      real.dispatchEvent(new MediaQueryListEvent('change', { media: query, matches: real.matches })),
    );
    Object.defineProperty(real, 'matches', { get: () => (scheme ?? systemScheme()) === asked });
    return real;
  };
  const systemScheme = (): Scheme => (original('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');

  window.addEventListener('message', (event: MessageEvent<SchemeMessage | null>) => {
    if (event.origin !== window.location.origin || !event.data?.developmentHostTheme) return;
    scheme = event.data.developmentHostTheme;
    paint();
    for (const tell of overridden) tell();
  });
  paint();
}

export function schemeIn(search: string): Scheme | null {
  const asked = new URLSearchParams(search).get('theme');
  return asked === 'light' || asked === 'dark' ? asked : null;
}
