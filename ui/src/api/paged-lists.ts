import { useEffect, useRef, useState } from 'react';
import { pageSize } from './contents.ts';

/** A long list of which some pages have arrived. */
export interface PagedList<Entry> {
  /** Null until the first page is there. */
  readonly total: number | null;
  readonly pages: ReadonlyMap<number, readonly Entry[]>;
  readonly failures: ReadonlyMap<number, Error>;
}

export interface PagedLists<Entry> {
  readonly lists: ReadonlyMap<string, PagedList<Entry>>;
  /** Fetches a page unless it is there, on its way, or has failed. */
  readonly request: (list: string, page: number) => void;
  /** Fetches again what has failed. */
  readonly retry: () => void;
}

export function firstFailure<Entry>({ lists }: PagedLists<Entry>): Error | null {
  for (const { failures } of lists.values()) for (const failure of failures.values()) return failure;
  return null;
}

const nothing = { total: null, pages: new Map(), failures: new Map() };

/**
 * Lists that are fetched page by page and kept whole for as long as the component lives: what was shown must not
 * vanish while the person scrolls elsewhere. To ask for something else, mount anew with another key.
 */
export function usePagedLists<Entry>(
  fetchPage: (list: string, page: number) => Promise<{ entries: readonly Entry[]; total: number }>,
): PagedLists<Entry> {
  const [lists, setLists] = useState<ReadonlyMap<string, PagedList<Entry>>>(new Map());
  const onTheirWay = useRef(new Set<string>());
  const mounted = useRef(false);
  useEffect(() => {
    mounted.current = true;
    return () => {
      mounted.current = false;
    };
  }, []);

  function update(list: string, change: (known: PagedList<Entry>) => PagedList<Entry>) {
    // There is no abort on Docker Desktop's socket: answers that nobody waits for are dropped here.
    if (mounted.current) setLists((known) => new Map(known).set(list, change(known.get(list) ?? nothing)));
  }

  async function load(list: string, page: number, way: string) {
    try {
      const { entries, total } = await fetchPage(list, page);
      update(list, (known) => ({
        total,
        pages: new Map(known.pages).set(page, entries),
        failures: without(known.failures, page),
      }));
    } catch (error) {
      const failure = error instanceof Error ? error : new Error(String(error));
      update(list, (known) => ({ ...known, failures: new Map(known.failures).set(page, failure) }));
    } finally {
      onTheirWay.current.delete(way);
    }
  }

  function start(list: string, page: number) {
    const way = `${page}:${list}`;
    if (onTheirWay.current.has(way)) return;
    onTheirWay.current.add(way);
    void load(list, page, way);
  }

  return {
    lists,
    request: (list, page) => {
      const known = lists.get(list);
      if (!known?.pages.has(page) && !known?.failures.has(page)) start(list, page);
    },
    retry: () => {
      for (const [list, { failures }] of lists) for (const page of failures.keys()) start(list, page);
    },
  };
}

function without(map: ReadonlyMap<number, Error>, key: number): ReadonlyMap<number, Error> {
  const next = new Map(map);
  next.delete(key);
  return next;
}

export function entryAt<Entry>(list: PagedList<Entry> | undefined, index: number): Entry | undefined {
  return list?.pages.get(Math.floor(index / pageSize))?.[index % pageSize];
}
