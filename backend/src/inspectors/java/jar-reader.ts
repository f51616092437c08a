import { type FileReader, Unreadable } from '../../readings/file-reader.ts';
import { JarBudget } from './jar-budget.ts';
import type { JarContent, JarReading } from './jar-content.ts';
import { JarWalk } from './jar-walk.ts';

/** Java archives of any size, with the archives in them. */
export const jarReader: FileReader<JarReading> = {
  id: 'java/jar',
  version: 1,
  files: { extensions: ['.jar', '.war', '.ear', '.rar'] },
  open: ({ path, size }) => {
    const budget = new JarBudget(size);
    const read: JarContent[] = [];
    const walk = new JarWalk(path, size, budget, (content) => read.push(content));
    return {
      push: (piece) => walk.push(piece),
      end: () => {
        walk.end();
        const [jar] = read;
        if (jar === undefined)
          throw new Unreadable(size === 0 ? 'it is empty' : (budget.gaps[0] ?? 'nothing is in it'));
        return { jar, gaps: budget.gaps };
      },
    };
  },
};
