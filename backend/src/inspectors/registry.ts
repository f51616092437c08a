import type { FileReader } from '../readings/file-reader.ts';
import { apk } from './apk/apk.ts';
import { binaries } from './binaries/binaries.ts';
import { conda } from './conda/conda.ts';
import { dotnet } from './dotnet/dotnet.ts';
import { dpkg } from './dpkg/dpkg.ts';
import { entrypoint } from './entrypoint/entrypoint.ts';
import { exposure } from './exposure/exposure.ts';
import { exposureFinders } from './exposure/exposure-finders.ts';
import { go } from './go/go.ts';
import type { FactInspector, Finder, PackageInspector } from './inspector.ts';
import { java } from './java/java.ts';
import { sameJavaLibraryTwice } from './java/same-library-twice.ts';
import { libc } from './libc/libc.ts';
import { npm } from './npm/npm.ts';
import { php } from './php/php.ts';
import { python } from './python/python.ts';
import { rpm } from './rpm/rpm.ts';
import { ruby } from './ruby/ruby.ts';
import { runtimes } from './runtimes/runtimes.ts';
import { rust } from './rust/rust.ts';
import { system } from './system/system.ts';
import { wasteFinders } from './waste/waste-finders.ts';

/** In the order in which they claim files: of several owners the last one is told, so what is most special comes last. */
export const packageInspectors: readonly PackageInspector[] = [
  go,
  rust,
  dpkg,
  apk,
  rpm,
  npm,
  python,
  conda,
  ruby,
  php,
  java,
  dotnet,
];

/** In the order in which they are asked: each sees what those before it know. */
export const factInspectors: readonly FactInspector[] = [runtimes, system, libc, binaries, entrypoint, exposure];

export const finders: readonly Finder[] = [...wasteFinders, sameJavaLibraryTwice, ...exposureFinders];

/** What is read of files while layers are scanned: the scanning threads load this module for it. */
export const fileReaders: readonly FileReader<unknown>[] = [
  ...new Set([...packageInspectors, ...factInspectors, ...finders].flatMap(({ readers }) => readers)),
];
