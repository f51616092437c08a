import { type RefObject, useEffect, useRef } from 'react';

/**
 * Moves the focus to what came in the place of what had it: a button that was used is gone or disabled once a
 * verification begins, and its progress is gone once it ends.
 * @param changes when it changes, something may have come or gone
 */
export function useFocusThatStays(panel: RefObject<HTMLElement>, changes: string): void {
  const last = useRef<EventTarget | null>(null);
  useEffect(() => {
    const remember = (event: FocusEvent) => {
      last.current = event.target;
    };
    document.addEventListener('focusin', remember);
    return () => document.removeEventListener('focusin', remember);
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what changes is when to look, not what for
  useEffect(() => {
    const had = last.current;
    if (!(had instanceof HTMLElement) || (had.isConnected && !had.matches(':disabled'))) return;
    const now = document.activeElement;
    if (now !== null && now !== document.body && now !== had) return;
    panel.current?.querySelector<HTMLElement>('[data-verification]')?.focus({ preventScroll: true });
  }, [changes, panel]);
}
