import type { EngineClient } from '../../engine/client.ts';
import { textInContainer } from '../../engine/container-files.ts';

const maxBytes = 1 << 20;

/**
 * The number of the user that a program ran as which has ended: USER of its image, by the image's own /etc/passwd.
 * @returns the name as it stands there where nothing tells its number
 */
export async function userOf(client: EngineClient, id: string, user: string, signal: AbortSignal): Promise<string> {
  const [name = ''] = user.split(':');
  if (name === '' || name === 'root') return '0';
  if (/^\d+$/.test(name)) return String(Number(name));
  const passwd = await textInContainer(client, id, '/etc/passwd', maxBytes, signal);
  const line = passwd?.split('\n').find((line) => line.startsWith(`${name}:`));
  return line?.split(':')[2] ?? name;
}
