import { buildUi } from '../../scripts/build-ui.ts';

/** Playwright's global setup: the specs look at the page as it is built for the extension. */
export default async function buildPage(): Promise<void> {
  await buildUi();
}
