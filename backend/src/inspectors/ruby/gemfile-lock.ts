import { wholeFileReader } from '../../readings/file-reader.ts';

/** Names that a project asks for, as bundler locked them. */
export const gemfileLockReader = wholeFileReader({
  id: 'ruby/gemfile-lock',
  version: 1,
  files: { names: ['Gemfile.lock', 'gems.locked'] },
  maxBytes: 4 << 20,
  read: (bytes) => {
    const asked: string[] = [];
    let isDependencies = false;
    for (const line of bytes.toString('utf8').split(/\r?\n/, 50_000)) {
      if (/^\S/.test(line)) isDependencies = line === 'DEPENDENCIES';
      const name = isDependencies ? /^ {2}([\w.-]{1,200})!?(?: |$)/.exec(line)?.[1] : undefined;
      if (name !== undefined) asked.push(name.replace(/!$/, ''));
    }
    return asked;
  },
});
