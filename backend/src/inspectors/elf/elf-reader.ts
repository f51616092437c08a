import type { ElfFile } from '../../elf/elf-file.ts';
import { ElfSink } from '../../elf/elf-sink.ts';
import type { FileReader } from '../../readings/file-reader.ts';

/** Programs, libraries, objects: all files of the Executable and Linking Format, whatever their names. */
export const elfReader: FileReader<ElfFile> = {
  id: 'elf',
  version: 3,
  files: { magic: ['\x7fELF'] },
  open: ({ size }) => new ElfSink(size),
};
