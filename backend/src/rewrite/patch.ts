import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';

/**
 * The changes of one file in the unified format, with the prefixes `a/` and `b/` as git writes them.
 * @param before null for a file that is made
 * @returns empty where nothing changes
 */
export function unifiedPatch(path: string, before: string | null, after: string): string {
  if (before === after) return '';
  return createTwoFilesPatch(before === null ? '/dev/null' : `a/${path}`, `b/${path}`, before ?? '', after, '', '', {
    context: 3,
    headerOptions: FILE_HEADERS_ONLY,
  });
}
