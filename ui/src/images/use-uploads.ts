import type { ImageSummary } from '@aligera/backend/src/answers.ts';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useReducer, useRef } from 'react';
import { refreshImages } from '../api/images.ts';
import { useService } from '../api/service-context.ts';
import { uploadArchive } from '../api/upload.ts';

export interface Upload {
  readonly key: number;
  readonly name: string;
  readonly size: number;
  readonly sent: number;
  readonly failure: Error | null;
  readonly stop: AbortController;
}

export interface Uploads {
  readonly current: readonly Upload[];
  readonly add: (files: readonly File[]) => void;
  readonly cancel: (upload: Upload) => void;
  readonly dismiss: (upload: Upload) => void;
}

type Event =
  | { readonly kind: 'added'; readonly upload: Upload }
  | { readonly kind: 'sent'; readonly key: number; readonly bytes: number }
  | { readonly kind: 'failed'; readonly key: number; readonly failure: Error }
  | { readonly kind: 'gone'; readonly key: number };

function next(uploads: readonly Upload[], event: Event): readonly Upload[] {
  switch (event.kind) {
    case 'added':
      return [...uploads, event.upload];
    case 'sent':
      return uploads.map((upload) => (upload.key === event.key ? { ...upload, sent: event.bytes } : upload));
    case 'failed':
      return uploads.map((upload) => (upload.key === event.key ? { ...upload, failure: event.failure } : upload));
    case 'gone':
      return uploads.filter((upload) => upload.key !== event.key);
  }
}

/** Archives on their way to the service, one after the other; leaving the page cancels what is not there yet. */
export function useUploads(onAdded: (images: readonly ImageSummary[]) => void): Uploads {
  const service = useService();
  const queries = useQueryClient();
  const [current, tell] = useReducer(next, []);
  const queue = useRef(Promise.resolve());
  const keys = useRef(0);
  const leaving = useRef(new Set<AbortController>());
  const added = useRef(onAdded);
  added.current = onAdded;

  useEffect(() => {
    const open = leaving.current;
    return () => {
      for (const stop of open) stop.abort();
    };
  }, []);

  async function send(key: number, file: File, stop: AbortController) {
    try {
      stop.signal.throwIfAborted();
      const images = await uploadArchive(service, file, stop.signal, (bytes) => tell({ kind: 'sent', key, bytes }));
      tell({ kind: 'gone', key });
      await refreshImages(queries);
      added.current(images);
    } catch (error) {
      if (stop.signal.aborted) tell({ kind: 'gone', key });
      else tell({ kind: 'failed', key, failure: error instanceof Error ? error : new Error(String(error)) });
    } finally {
      leaving.current.delete(stop);
    }
  }

  return {
    current,
    add: (files) => {
      for (const file of files) {
        const key = keys.current++;
        const stop = new AbortController();
        leaving.current.add(stop);
        tell({ kind: 'added', upload: { key, name: file.name, size: file.size, sent: 0, failure: null, stop } });
        queue.current = queue.current.then(() => send(key, file, stop));
      }
    },
    cancel: (upload) => {
      upload.stop.abort();
      tell({ kind: 'gone', key: upload.key });
    },
    dismiss: (upload) => tell({ kind: 'gone', key: upload.key }),
  };
}
