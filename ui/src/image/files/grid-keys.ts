import type { GridRow } from './file-grid.tsx';

/** What a person asks of a row. `act`: open or close a folder, show a file's history. */
export type GridMove =
  | { readonly kind: 'go'; readonly row: number }
  | { readonly kind: 'click'; readonly row: number }
  | { readonly kind: 'act'; readonly row: number }
  | { readonly kind: 'open'; readonly row: number }
  | { readonly kind: 'close'; readonly row: number };

interface Key {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

const pageRows = 15;

/** The keys of a tree grid (ARIA Authoring Practices, treegrid); null for keys that mean nothing here. */
export function gridMove(
  event: Key,
  active: number | null,
  count: number,
  rowAt: (row: number) => GridRow | undefined,
): GridMove | null {
  if (count === 0 || event.ctrlKey || event.metaKey || event.altKey) return null;
  const here = active ?? -1;
  const clamp = (row: number): GridMove => ({ kind: 'go', row: Math.min(count - 1, Math.max(0, row)) });
  switch (event.key) {
    case 'ArrowDown':
      return clamp(here + 1);
    case 'ArrowUp':
      return clamp(here - 1);
    case 'PageDown':
      return clamp(here + pageRows);
    case 'PageUp':
      return clamp(here - pageRows);
    case 'Home':
      return clamp(0);
    case 'End':
      return clamp(count - 1);
    case 'Enter':
    case ' ':
      return active === null ? null : { kind: 'act', row: active };
    case 'ArrowRight':
      return active === null ? null : inward(active, rowAt(active));
    case 'ArrowLeft':
      return active === null ? null : outward(active, rowAt);
    default:
      return null;
  }
}

/** Opens a closed folder; goes to the first entry of an open one. */
function inward(row: number, here: GridRow | undefined): GridMove | null {
  if (here === undefined || here.open === null) return null;
  return here.open ? { kind: 'go', row: row + 1 } : { kind: 'open', row };
}

/** Closes an open folder; from anything else goes to the folder it is in. */
function outward(row: number, rowAt: (row: number) => GridRow | undefined): GridMove | null {
  const here = rowAt(row);
  if (here === undefined) return null;
  if (here.open) return { kind: 'close', row };
  for (let above = row - 1; above >= 0; above -= 1) {
    if ((rowAt(above)?.depth ?? Number.POSITIVE_INFINITY) < here.depth) return { kind: 'go', row: above };
  }
  return null;
}
