import { type FileReader, fileHeadReader, type PassingFile } from '../../readings/file-reader.ts';

/** A file that another program runs. */
export interface Script {
  /** As its first line names it; null where that names none. */
  readonly interpreter: string | null;
  /** All the rest of the first line: the kernel hands it over as one argument. */
  readonly argument: string | null;
  /** What was kept of it; null where only the first line was. */
  readonly text: string | null;
}

/** The kernel reads no more of a first line (execve(2)). */
const maxFirstLine = 256;
const maxText = 64 << 10;

/** Where distributions and package managers put scripts: none of them is what an image was made for. */
const ofSystem =
  /^\/(?:usr\/(?!local\/)|bin\/|sbin\/|lib\w*\/|etc\/|var\/)|\/(?:node_modules|site-packages|dist-packages|\.git)\//;
/** What people call the scripts that images start with, wherever they put them. */
const startsImages = /entry|start|run|init|launch|boot|serve|docker|main/i;
const ofDependency = /\/(?:node_modules|site-packages|dist-packages|share|\.git)\//;

/** Executable files that start with `#!`; the text only of those that may be what the image starts. */
export const scriptReader: FileReader<Script> = {
  id: 'scripts/script',
  version: 1,
  files: {
    magic: ['#!'],
    extensions: ['.sh'],
    where: (file) => (file.mode & 0o111) !== 0 || isKept(file),
  },
  open: (file) => {
    const kept = isKept(file);
    const { open } = fileHeadReader({
      ...scriptReader,
      maxBytes: kept ? maxText : maxFirstLine,
      read: readScript(kept),
    });
    return open(file);
  },
};

function isKept({ path, name }: PassingFile): boolean {
  return startsImages.test(name) ? !ofDependency.test(path) : !ofSystem.test(path);
}

function readScript(kept: boolean): (bytes: Buffer) => Script {
  return (bytes) => {
    const text = bytes.toString('utf8');
    const firstLine = text.slice(0, maxFirstLine).split('\n', 1)[0] ?? '';
    const [, interpreter, argument] = /^#![ \t]*([^ \t]+)[ \t]*(.*?)[ \t]*$/.exec(firstLine) ?? [];
    return { interpreter: interpreter ?? null, argument: argument || null, text: kept ? text : null };
  };
}
