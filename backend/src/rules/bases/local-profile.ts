import type { AnalyzedImage } from '../../analyze.ts';
import { FinalTree } from '../../image/final-tree.ts';
import { noNode } from '../../image/merge.ts';
import type { BaseProfile } from '../base-profile.ts';

/** Where loaders look first; what is elsewhere is found by `ld.so.cache` in the folders that packages add. */
const libraryFolders = ['/lib', '/usr/lib', '/lib64', '/usr/lib64', '/usr/local/lib', '/usr/local/lib64'];

/** A base that the engine has, known by looking into it. */
export function localProfile(reference: string, { described, model, inspection }: AnalyzedImage): BaseProfile {
  const tree = new FinalTree(model);
  const { facts } = inspection.report;
  const { storedBytes } = model.accounting;
  const compressed = described.layers.reduce<number | null>(
    (sum, { compressedBytes }) => (sum === null || compressedBytes === null ? null : sum + compressedBytes),
    0,
  );
  const exact = (bytes: number) => ({ bytes, low: bytes, high: bytes });
  const system = facts.system.state === 'known' ? facts.system.value : null;
  const managers = ['dpkg', 'apk', 'rpm'] as const;
  const packages = new Set(
    inspection.catalog.packages
      .filter(({ manager }) => managers.some((one) => one === manager))
      .map(({ name }) => name),
  );
  const libraries = new Set<string>();
  for (const { node } of inspection.nativeFiles?.all() ?? []) libraries.add(tree.name(node));
  for (const folder of libraryFolders) {
    const node = tree.resolve(folder);
    if (node === noNode) continue;
    for (const child of tree.children(node)) {
      libraries.add(tree.name(child));
      if (/-linux-(?:gnu|musl)/.test(tree.name(child)) && tree.isDirectory(child)) {
        for (const library of tree.children(child)) libraries.add(tree.name(library));
      }
    }
  }
  const symbols = new Map(inspection.nativeFiles?.defined ?? []);
  const config = described.config.config;
  const exposure = facts.exposure.state === 'known' ? facts.exposure.value : null;
  return {
    reference,
    from: 'local',
    stored: exact(storedBytes),
    compressed: compressed === null ? null : exact(compressed),
    system: system === null ? null : { id: system.id, version: system.version },
    libc: facts.libc.state === 'known' ? facts.libc.value.kind : facts.libc.state === 'absent' ? 'none' : null,
    manager: managers.find((manager) => inspection.catalog.of(manager).length > 0) ?? null,
    hasPackage: (name) => packages.has(name),
    hasPath: (path) => tree.resolve(path) !== noNode,
    hasLibrary: (name) => libraries.has(name),
    symbols: (family) => symbols.get(family) ?? null,
    config: {
      user: config?.User ?? '',
      workingDir: config?.WorkingDir ?? '',
      entrypoint: config?.Entrypoint ?? [],
      cmd: config?.Cmd ?? [],
      env: config?.Env ?? [],
      onbuild: config?.OnBuild ?? [],
    },
    exposure: {
      packages,
      setuidFiles: (exposure?.items ?? []).flatMap(({ kind, path }) =>
        kind === 'setuid' && path !== null ? [path] : [],
      ),
      shells: exposure?.shells ?? [],
    },
  };
}
