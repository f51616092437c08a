import { useCallback, useState } from 'react';
import { keep, recall } from './storage.ts';

/** View state that outlives the page. `read` makes a value of whatever was stored, by this or an older version. */
export function useRemembered<T>(name: string, read: (stored: unknown) => T): [T, (next: T) => void] {
  const [value, setValue] = useState(() => read(stored(name)));
  const remember = useCallback(
    (next: T) => {
      setValue(next);
      keep(name, JSON.stringify(next));
    },
    [name],
  );
  return [value, remember];
}

function stored(name: string): unknown {
  try {
    return JSON.parse(recall(name) ?? 'null');
  } catch {
    return null;
  }
}

/** The stored value where it is one of those known, else the first of them. */
export function oneOf<T>(known: readonly [T, ...T[]], value: unknown): T {
  return known.find((one) => one === value) ?? known[0];
}
