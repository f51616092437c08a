import type { KeyboardEvent } from 'react';

const forward = new Set(['ArrowDown', 'ArrowRight']);
const back = new Set(['ArrowUp', 'ArrowLeft']);

/**
 * Arrow keys, Home and End within a group that is one stop of the Tab key. The group's members carry `data-roving` and
 * all but one of them `tabIndex={-1}`.
 */
export function moveWithin(event: KeyboardEvent<HTMLElement>): void {
  const members = [...event.currentTarget.querySelectorAll<HTMLElement | SVGElement>('[data-roving]')];
  const place = members.findIndex((member) => member.matches(':focus'));
  if (place < 0) return;
  const target = forward.has(event.key)
    ? Math.min(place + 1, members.length - 1)
    : back.has(event.key)
      ? Math.max(place - 1, 0)
      : event.key === 'Home'
        ? 0
        : event.key === 'End'
          ? members.length - 1
          : null;
  if (target === null) return;
  event.preventDefault();
  members[target]?.focus();
}
