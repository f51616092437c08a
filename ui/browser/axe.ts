import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect } from './served.ts';

/** What depends on colours is looked at in both themes, all else once. @param besides rules that do not hold there */
export async function expectNoViolations(page: Page, where: string, besides: string[] = []) {
  // A tooltip under the pointer stands outside of all landmarks, as tooltips do.
  await page.mouse.move(0, 0);
  await expect(page.getByRole('tooltip')).toHaveCount(0);
  const everything = new AxeBuilder({ page }).withTags([
    'wcag2a',
    'wcag2aa',
    'wcag21a',
    'wcag21aa',
    'wcag22aa',
    'best-practice',
  ]);
  const found = await violations(page, everything.disableRules(besides));
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect(page.locator('html')).toHaveCSS('color-scheme', 'dark');
  found.push(...(await violations(page, new AxeBuilder({ page }).withRules(['color-contrast', 'link-in-text-block']))));
  await page.emulateMedia({ colorScheme: 'light' });
  await expect(page.locator('html')).toHaveCSS('color-scheme', 'light');
  expect(found, where).toEqual([]);
}

async function violations(page: Page, axe: AxeBuilder): Promise<string[]> {
  // What is still fading in has not got its contrast yet.
  await page.waitForFunction(() =>
    document.getAnimations().every((one) => !(one instanceof CSSTransition) || one.playState !== 'running'),
  );
  const { violations } = await axe.analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}
