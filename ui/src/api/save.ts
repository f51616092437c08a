import type { FileToWrite } from '@aligera/backend/src/project/write-command.ts';
import { useMutation } from '@tanstack/react-query';
import { useDesktop } from '../app/desktop-context.ts';
import { useRemembered } from '../app/remembered.ts';
import { isRecord } from './service-failure.ts';

/** A text that is to stand in a folder, and the one that was read there; null where there was none. */
interface NewText {
  readonly path: string;
  readonly before: string | null;
  readonly after: string;
}

/** What was last written into a folder: it may be replaced without being kept. SHA-256 by path. */
interface Saved {
  readonly folder: string;
  readonly hashes: Readonly<Record<string, string>>;
}

/** Writes texts into a project's folder. */
export function useSave() {
  const desktop = useDesktop();
  const [saved, remember] = useRemembered('saved-rewrite', readSaved);
  return useMutation({
    mutationFn: async ({ folder, files }: { folder: string; files: readonly NewText[] }) => {
      const ours = saved?.folder === folder ? saved.hashes : {};
      const hashes: Record<string, string> = { ...ours };
      const toWrite: FileToWrite[] = [];
      for (const { path, before, after } of files) {
        toWrite.push({
          path,
          was: before === null ? null : await sha256(before),
          ours: ours[path] ?? null,
          content: base64(await zipped(after)),
        });
        hashes[path] = await sha256(after);
      }
      const written = await desktop.writeProject(folder, toWrite);
      remember({ folder, hashes });
      return { folder, written };
    },
  });
}

function readSaved(stored: unknown): Saved | null {
  if (!isRecord(stored) || typeof stored.folder !== 'string' || !isRecord(stored.hashes)) return null;
  const hashes = Object.entries(stored.hashes).flatMap(([path, hash]) =>
    typeof hash === 'string' ? [[path, hash] as const] : [],
  );
  return { folder: stored.folder, hashes: Object.fromEntries(hashes) };
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function zipped(text: string): Promise<Uint8Array> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function base64(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}
