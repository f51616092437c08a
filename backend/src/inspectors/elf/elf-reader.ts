import type { ElfFile } from '../../elf/elf-file.ts';
import { ElfSink } from '../../elf/elf-sink.ts';
import type { FileReader } from '../../readings/file-reader.ts';

/** Programs of the system and of compilers: nobody asks which files they look for, and they are many. */
const ofSystem =
  /^\/(?:usr\/)?(?:s?bin|lib\w*)\/|^\/usr\/(?:share|local\/(?:go|lib|libexec|rustup))\/|\/node_modules\/|\/node$/;

/** Programs, libraries, objects: all files of the Executable and Linking Format, whatever their names. */
export const elfReader: FileReader<ElfFile> = {
  id: 'elf',
  version: 4,
  files: { magic: ['\x7fELF'] },
  open: ({ path, size }) => new ElfSink(size, !ofSystem.test(path)),
};
