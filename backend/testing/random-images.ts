import fc from 'fast-check';
import {
  blockDevice,
  characterDevice,
  dir,
  type Entry,
  fifo,
  file,
  hardlink,
  opaque,
  sparse,
  symlink,
  whiteout,
} from './tar-writer.ts';

/**
 * Random layers over a few names, so that they meet: paths given twice, files over folders and folders over files,
 * whiteouts and opaque markers before and after what they stand beside, hardlinks within and across layers and to
 * nothing, the same content in many places, paths that climb, names that are no UTF-8, sparse and empty files.
 */
export function randomLayers(): fc.Arbitrary<Entry[][]> {
  const layers = fc.array(fc.array(entry, { maxLength: 14 }), { minLength: 1, maxLength: 5 });
  return fc.tuple(layers, fc.array(echo, { maxLength: 4 })).map(([made, echoes]) => echoes.reduce(echoed, made));
}

/** An entry that a later layer has again: as it was, touched, or at another path. */
const echo = fc.record({
  layer: fc.nat(3),
  entry: fc.nat(8),
  how: fc.constantFrom('again', 'touched', 'moved', 'hidden and again'),
  to: fc.constantFrom('a', 'b', 'c/d', 'd/d'),
});

type Echo = typeof echo extends fc.Arbitrary<infer E> ? E : never;

function echoed(layers: Entry[][], { layer, entry: place, how, to }: Echo): Entry[][] {
  const found = layers[layer]?.[place];
  const later = layers[layer + 1];
  if (found === undefined || found.type === 'raw' || later === undefined || typeof found.path !== 'string')
    return layers;
  const added: Entry[] = [
    how === 'moved' ? { ...found, path: to } : { ...found, ...(how === 'touched' ? { uid: 77 } : {}) },
  ];
  if (how === 'moved' || how === 'hidden and again') added.push(whiteout(found.path.replace(/\/$/, '')));
  return layers.with(layer + 1, [...later, ...added]);
}

const name = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom('a', 'b', 'c', 'd') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'ab',
      'a.b',
      '.wh',
      'é',
      'e\u0301',
      '日本',
      '🛟',
      'not\udcffutf8',
      '\udce9',
      ' ',
      'new\nline',
      '..a',
    ),
  },
  { weight: 1, arbitrary: fc.constant('n'.repeat(130)) },
);
const cleanPath = fc
  .oneof(
    { weight: 4, arbitrary: fc.tuple(name) },
    { weight: 4, arbitrary: fc.tuple(name, name) },
    { weight: 2, arbitrary: fc.array(name, { minLength: 3, maxLength: 5 }) },
  )
  .map((names) => names.join('/'));
/** As tars have them, too: with a dot, a slash in front, doubled slashes, climbing out. */
const path = fc.oneof(
  { weight: 9, arbitrary: cleanPath },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom('./', '/', '//', '../', '../../', 'a/../', 'a/./', 'a//', 'b/../../'), cleanPath)
      .map(([start, rest]) => start + rest),
  },
);

const content = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('one', 'two', 'three', 'one and two') },
  { weight: 1, arbitrary: fc.constant('') },
  { weight: 1, arbitrary: fc.string({ maxLength: 700 }) },
);

const attributes = fc.record(
  {
    mode: fc.constantFrom(0o644, 0o755, 0o4755, 0o1777),
    uid: fc.constantFrom(0, 1000, 3_000_000),
    gid: fc.constantFrom(0, 1000),
    mtime: fc.constantFrom(0, 1_700_000_000, 1_700_000_000.25),
    format: fc.constantFrom('gnu' as const, 'pax' as const),
  },
  { requiredKeys: [] },
);

const entry: fc.Arbitrary<Entry> = fc.oneof(
  { weight: 10, arbitrary: fc.tuple(path, content, attributes).map(([at, text, rest]) => file(at, text, rest)) },
  { weight: 4, arbitrary: fc.tuple(path, attributes).map(([at, rest]) => dir(`${at}/`, rest)) },
  { weight: 4, arbitrary: fc.tuple(path, path, attributes).map(([at, target, rest]) => hardlink(at, target, rest)) },
  { weight: 2, arbitrary: fc.tuple(path, path, attributes).map(([at, target, rest]) => symlink(at, target, rest)) },
  { weight: 4, arbitrary: cleanPath.map((at) => whiteout(at)) },
  { weight: 2, arbitrary: fc.oneof(cleanPath, fc.constant('.')).map((at) => opaque(at)) },
  { weight: 1, arbitrary: cleanPath.map((at) => file(`${at}/.wh.`, '')) },
  { weight: 1, arbitrary: cleanPath.map((at) => file(`${at}/.wh..wh.plnk`, 'kept by AUFS')) },
  { weight: 1, arbitrary: path.map((at) => fifo(at)) },
  { weight: 1, arbitrary: path.map((at) => characterDevice(at, 1, 3)) },
  { weight: 1, arbitrary: path.map((at) => blockDevice(at, 7, 0)) },
  { weight: 1, arbitrary: fc.constant(dir('./', { mode: 0o700 })) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom('a', 'b/c', 'd'), fc.constantFrom('x', 'y'.repeat(512)))
      .map(([at, data]) => sparse(at, 4_096, [{ offset: 1_024, data }])),
  },
);
