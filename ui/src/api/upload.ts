import type { ImageSummary, UploadState } from '@aligera/backend/src/api/answers.ts';
import type { Service } from './service.ts';
import { ServiceFailure } from './service-failure.ts';

/** 3 MiB are 4 MiB in base64, the most that the service takes at once. */
const chunkBytes = 3 * 1024 * 1024;

/**
 * Sends a file to the service in pieces. A piece whose answer was lost is sent again, once, from where the service is.
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
      received = (await sendPiece(service, archive, file, received)).bytesReceived;
      onProgress(received);
    }
    signal.throwIfAborted();
    return (await service.finishUpload(archive)).images;
  } catch (error) {
    // The first failure is the one to tell; the service also drops what was never finished.
    await service.removeArchive(archive).catch(() => undefined);
    throw error;
  }
}

async function sendPiece(service: Service, archive: string, file: File, offset: number): Promise<UploadState> {
  const data = await base64(file.slice(offset, offset + chunkBytes));
  try {
    return await service.uploadChunk(archive, offset, data);
  } catch (error) {
    if (!(error instanceof ServiceFailure) || error.code !== 'service-unreachable') throw error;
    return service.uploadChunk(archive, offset, data);
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
