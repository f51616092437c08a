import { type Scheme, type SchemeMessage, schemeIn } from './color-scheme.ts';
import { type Quirk, quirkNames, quirks, quirksIn } from './quirks.ts';

// The host's own page: a bar with the switches, and the extension in a frame below.

const frame = element('extension', HTMLIFrameElement);
const themeButton = element('theme', HTMLButtonElement);
const quirkBox = element('quirks', HTMLFieldSetElement);

const active = new Set<Quirk>(quirksIn(window.location.search));
let scheme: Scheme =
  schemeIn(window.location.search) ?? (window.matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');

function element<T extends HTMLElement>(id: string, type: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`the page has no ${type.name} ${id}`);
  return found;
}

/** The address is the state: a reload or a bookmark brings it back. */
function rememberInAddress(): string {
  const query = new URLSearchParams({ theme: scheme });
  if (active.size > 0) query.set('quirk', [...active].join(','));
  window.history.replaceState(null, '', `?${query}`);
  return `extension/index.html?${query}`;
}

function paintTheme(): void {
  document.documentElement.style.colorScheme = scheme;
  themeButton.textContent = scheme === 'dark' ? 'Light theme' : 'Dark theme';
}

themeButton.addEventListener('click', () => {
  scheme = scheme === 'dark' ? 'light' : 'dark';
  paintTheme();
  rememberInAddress();
  frame.contentWindow?.postMessage({ developmentHostTheme: scheme } satisfies SchemeMessage, window.location.origin);
});

for (const name of quirkNames) {
  const label = document.createElement('label');
  const box = document.createElement('input');
  box.type = 'checkbox';
  box.checked = active.has(name);
  box.addEventListener('change', () => {
    if (box.checked) active.add(name);
    else active.delete(name);
    frame.src = rememberInAddress();
  });
  label.title = quirks[name];
  label.append(box, name);
  quirkBox.append(label);
}

element('reopen', HTMLButtonElement).addEventListener('click', () => {
  frame.src = rememberInAddress();
});

paintTheme();
frame.src = rememberInAddress();
