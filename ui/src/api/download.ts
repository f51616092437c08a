import { useEffect, useRef, useState } from 'react';
import { useService } from './service-context.ts';

/** A file of an image, fetched piece by piece and handed to the browser. Docker Desktop's socket carries no streams. */
export function useDownload(id: string, path: string, layer: number) {
  const service = useService();
  const [progress, setProgress] = useState<number | null>(null);
  const [failure, setFailure] = useState<Error | null>(null);
  const run = useRef(0);
  useEffect(
    () => () => {
      run.current += 1;
    },
    [],
  );

  async function start() {
    const own = ++run.current;
    setFailure(null);
    setProgress(0);
    try {
      const pieces: Uint8Array<ArrayBuffer>[] = [];
      for (let at = 0, size = 1; at < size; ) {
        const piece = await service.filePiece(id, path, layer, at);
        if (run.current !== own) return;
        const bytes = Uint8Array.from(atob(piece.base64), (character) => character.charCodeAt(0));
        if (bytes.length === 0 && piece.size > at) throw new Error('The service sent an empty piece.');
        pieces.push(bytes);
        at += bytes.length;
        size = piece.size;
        setProgress(size === 0 ? 1 : at / size);
      }
      saveAs(
        new Blob(pieces, { type: 'application/octet-stream' }),
        path.slice(path.lastIndexOf('/') + 1).toWellFormed(),
      );
      setProgress(null);
    } catch (error) {
      if (run.current !== own) return;
      setProgress(null);
      setFailure(error instanceof Error ? error : new Error(String(error)));
    }
  }

  return {
    /** From 0 to 1; null while nothing is downloaded. */
    progress,
    failure,
    start,
    cancel: () => {
      run.current += 1;
      setProgress(null);
    },
  };
}

/** Hands a file to the browser, to be kept where downloads are. */
export function saveAs(content: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
