import type { Finder } from '../inspector.ts';
import type { CatalogedPackage } from '../package-catalog.ts';

/** Java libraries that lie in the image as several files. */
export const sameJavaLibraryTwice: Finder = {
  rule: 'same-java-library-twice',
  group: 'duplicate',
  readers: [],
  find: ({ tree }, { packages }) => {
    const byArtifact = Map.groupBy(
      packages.of('java').filter(({ files, version }) => files.length > 0 && version !== ''),
      ({ name, version }) => `${name} ${version}`,
    );
    const repeated = [...byArtifact].filter(([, copies]) => copies.length > 1);
    if (repeated.length === 0) return [];
    const extra = repeated.flatMap(([, copies]) => copies.slice(1));
    return [
      {
        instance: '',
        title: 'Java libraries that are there more than once',
        what: `${repeated.length} libraries lie in the image as two or more files of the same version.`,
        why: 'Each copy costs its bytes in the image and in every pull.',
        remedy: 'Let what needs them share one folder of libraries, or leave out the tool that brought its own copies.',
        confidence: 'possible',
        files: extra.flatMap(({ files }) => files.map((node) => tree.inode(node))),
        packages: extra.map((one) => packages.packages.indexOf(one)),
        evidence: repeated.map(([artifact, copies]) => ({ path: null, says: `${artifact}: ${pathsOf(copies)}` })),
      },
    ];
  },
};

function pathsOf(copies: readonly CatalogedPackage[]): string {
  return copies.map(({ path }) => path).join(', ');
}
