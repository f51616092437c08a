import type { ImageSummary } from '@aligera/backend/src/answers.ts';
import type { Service } from './service.ts';
import { ServiceFailure } from './service-failure.ts';

/** 3 MiB are 4 MiB in base64, the most that the service takes at once. */
const chunkBytes = 3 * 1024 * 1024;

/**
 * Sends a file to the service in pieces.
 * @param onProgress is told of the bytes that have arrived.
 * @throws the signal's reason when cancelled; what was sent is removed. ServiceFailure otherwise.
 */
export async function uploadArchive(
  service: Service,
  file: File,
  signal: AbortSignal,
  onProgress: (bytes: number) => void,
): Promise<readonly ImageSummary[]> {
  const { archive } = await service.startUpload(file.name, file.size);
  try {
    let received = 0;
    while (received < file.size) {
      signal.throwIfAborted();
      const data = await base64(file.slice(received, received + chunkBytes));
      received = (await service.uploadChunk(archive, received, data)).bytesReceived;
      onProgress(received);
    }
    signal.throwIfAborted();
    return await finish(service, archive);
  } catch (error) {
    // The first failure is the one to tell; the service also drops what was never finished.
    await service.removeArchive(archive).catch(() => undefined);
    throw error;
  }
}

/** An answer that was lost does not say whether the archive is there: the list does. */
async function finish(service: Service, archive: string): Promise<readonly ImageSummary[]> {
  try {
    return (await service.finishUpload(archive)).images;
  } catch (error) {
    if (!(error instanceof ServiceFailure) || error.code !== 'service-unreachable') throw error;
    const { images } = await service.images();
    const finished = images.filter(({ source }) => source.kind === 'archive' && source.archive === archive);
    return finished.length > 0 ? finished : (await service.finishUpload(archive)).images;
  }
}

function base64(piece: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onerror = () =>
      reject(new Error(`The file could not be read: ${reader.error?.message ?? 'unknown reason'}`));
    reader.onload = () => resolve(String(reader.result).slice(String(reader.result).indexOf(',') + 1));
    reader.readAsDataURL(piece);
  });
}
