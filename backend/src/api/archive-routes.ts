import { Hono } from 'hono';
import { z } from 'zod';
import type { ImageSummary, UploadState } from '../answers.ts';
import type { ArchiveShelf, Upload } from '../store/archive-shelf.ts';
import { checked } from './door.ts';

/** Docker Desktop's socket has no streaming bodies: a file comes in pieces of that many bytes at most. */
const maxPieceBytes = 4 << 20;

const beginBody = z.object({ name: z.string().min(1).max(500), size: z.number().int().min(1) });
const pieceBody = z.object({
  offset: z.number().int().min(0),
  data: z.base64().max(Math.ceil(maxPieceBytes / 3) * 4),
});

/** What the rest of the service does for archives. */
export interface ArchiveNeighbours {
  /** @throws Failure where the file is no archive of images */
  imagesOf(archive: string): Promise<ImageSummary[]>;
  forget(archive: string): Promise<void>;
  onChange(): void;
}

/** Archives that are handed over to the service. */
export function archiveRoutes(shelf: ArchiveShelf, neighbours: ArchiveNeighbours) {
  return new Hono()
    .post('/', checked('json', beginBody), async (c) => {
      const { name, size } = c.req.valid('json');
      return c.json(shown(await shelf.begin(name, size)));
    })
    .post('/:archive/chunks', checked('json', pieceBody), async (c) => {
      const { offset, data } = c.req.valid('json');
      return c.json(shown(await shelf.add(c.req.param('archive'), offset, Buffer.from(data, 'base64'))));
    })
    .post('/:archive/finish', async (c) => {
      const archive = await shelf.finish(c.req.param('archive'));
      try {
        const images = await neighbours.imagesOf(archive.id);
        neighbours.onChange();
        return c.json({ images });
      } catch (error) {
        // What is no archive of images must not stay on the shelf.
        await shelf.remove(archive.id);
        throw error;
      }
    })
    .delete('/:archive', async (c) => {
      const archive = c.req.param('archive');
      const removed = await shelf.remove(archive);
      await neighbours.forget(archive);
      if (removed) neighbours.onChange();
      return c.json({ removed });
    });
}

function shown({ id, name, received }: Upload): UploadState {
  return { archive: id, name, bytesReceived: received };
}
