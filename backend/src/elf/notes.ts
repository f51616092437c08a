import { z } from 'zod';
import type { KeptBytes } from './kept-bytes.ts';
import type { Words } from './words.ts';

export interface Notes {
  readonly buildId: string | null;
  /** Whether Go's linker left its mark. */
  readonly go: boolean;
  /** Libraries that the program may load by itself later on (systemd's "ELF dlopen() metadata"). */
  readonly mayLoad: readonly string[];
}

/** More is no notes that anybody writes into a program; core dumps have it. */
export const maxNoteBytes = 65_536;

/** Files have two or three. */
const maxPlaces = 32;

const gnuBuildId = 3;
const goBuildId = 4;
const dlopenMetadata = 0x407c0c0a;

const dlopenSchema = z.array(z.object({ soname: z.array(z.string().max(256)) }));
const maxMayLoad = 200;

/**
 * Notes of segments or sections (gABI, chapter 5, "Note Section"). What cannot be read is no note.
 * @param places where notes are in the file, with their alignment unknown: GNU pads to 4 bytes but for properties
 */
export function readNotes(
  kept: KeptBytes,
  places: readonly { readonly offset: number; readonly bytes: number }[],
  { u32 }: Words,
): Notes {
  let buildId: string | null = null;
  let go = false;
  const mayLoad = new Set<string>();
  for (const { offset, bytes: length } of places.slice(0, maxPlaces)) {
    const bytes = kept.readUpTo(offset, Math.min(length, maxNoteBytes));
    for (let at = 0; at + 12 <= bytes.length; ) {
      const nameBytes = u32(bytes, at);
      const contentBytes = u32(bytes, at + 4);
      const type = u32(bytes, at + 8);
      const content = at + 12 + padded(nameBytes);
      if (content + contentBytes > bytes.length) break;
      const name = bytes.toString('latin1', at + 12, at + 12 + nameBytes);
      if (name === 'GNU\0' && type === gnuBuildId) {
        buildId ??= bytes.toString('hex', content, content + Math.min(contentBytes, 64));
      }
      if (name === 'Go\0\0' && type === goBuildId) go = true;
      if (name === 'FDO\0' && type === dlopenMetadata && mayLoad.size < maxMayLoad) {
        for (const soname of sonamesIn(bytes.toString('utf8', content, content + contentBytes))) mayLoad.add(soname);
      }
      at = content + padded(contentBytes);
    }
  }
  return { buildId, go, mayLoad: [...mayLoad].slice(0, maxMayLoad) };
}

/** JSON that is not as it should be is nothing to rely on. */
function sonamesIn(text: string): string[] {
  try {
    const [json = ''] = text.split('\0', 1);
    const parsed = dlopenSchema.safeParse(JSON.parse(json));
    return parsed.success ? parsed.data.flatMap(({ soname }) => soname) : [];
  } catch {
    return [];
  }
}

function padded(bytes: number): number {
  return Math.ceil(bytes / 4) * 4;
}
