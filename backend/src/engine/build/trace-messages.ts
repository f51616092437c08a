import { BinaryReader } from '@bufbuild/protobuf/wire';
import { Failure } from '../../failure.ts';
import { eachField } from '../content-messages.ts';
import type { BuildUpdate, VertexLog, VertexUpdate } from './build-update.ts';

/**
 * StatusResponse of moby.buildkit.v1.Control, of which steps and what they print are read (BuildKit,
 * api/services/control/control.proto).
 * @throws Failure `engine-error` where the bytes are no such message
 */
export function readTrace(message: Uint8Array): BuildUpdate {
  const vertexes: VertexUpdate[] = [];
  const logs: VertexLog[] = [];
  try {
    eachField(new BinaryReader(message), (field, reader) => {
      if (field === 1) vertexes.push(readVertex(reader.bytes()));
      else if (field === 3) logs.push(readLog(reader.bytes()));
      else return false;
      return true;
    });
  } catch (error) {
    throw new Failure('engine-error', 'the engine told of a build in an unknown form', { cause: error });
  }
  return { vertexes, logs };
}

function readVertex(message: Uint8Array): VertexUpdate {
  let [digest, name, error] = ['', '', ''];
  let cached = false;
  let started: number | null = null;
  let completed: number | null = null;
  eachField(new BinaryReader(message), (field, reader) => {
    if (field === 1) digest = reader.string();
    else if (field === 3) name = reader.string();
    else if (field === 4) cached = reader.bool();
    else if (field === 5) started = readTimestamp(reader.bytes());
    else if (field === 6) completed = readTimestamp(reader.bytes());
    else if (field === 7) error = reader.string();
    else return false;
    return true;
  });
  return { digest, name, cached, started, completed, error };
}

function readLog(message: Uint8Array): VertexLog {
  let vertex = '';
  let bytes = new Uint8Array();
  eachField(new BinaryReader(message), (field, reader) => {
    if (field === 1) vertex = reader.string();
    else if (field === 4) bytes = Uint8Array.from(reader.bytes());
    else return false;
    return true;
  });
  return { vertex, bytes };
}

/** google.protobuf.Timestamp, in milliseconds. */
export function readTimestamp(message: Uint8Array): number {
  let milliseconds = 0;
  eachField(new BinaryReader(message), (field, reader) => {
    if (field === 1) milliseconds += Number(reader.int64()) * 1000;
    else if (field === 2) milliseconds += Math.floor(reader.int32() / 1_000_000);
    else return false;
    return true;
  });
  return milliseconds;
}
