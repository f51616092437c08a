import { visibleName, visiblePieces } from './visible-name.ts';

/** A name as text whatever is in it: what cannot be seen is written out, set apart by its style. */
export function Name({ name }: { name: string }) {
  const pieces = visiblePieces(name);
  const first = pieces[0];
  if (pieces.length === 1 && first?.kind === 'text') return <bdi>{first.text}</bdi>;
  return (
    <bdi>
      {pieces.map((piece, place) =>
        piece.kind === 'text' ? (
          piece.text
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one name never move
          <span className="escape" key={place}>
            {piece.text}
          </span>
        ),
      )}
    </bdi>
  );
}

/** A whole path; where it is cut, the folders give way before the file's name does. */
export function Path({ path }: { path: string }) {
  const slash = path.lastIndexOf('/', path.length - 2);
  const folder = path.slice(0, slash + 1);
  return (
    <span className="path" title={visibleName(path)}>
      {folder !== '' && (
        <span className="folder">
          <Name name={folder} />
        </span>
      )}
      <span className="leaf">
        <Name name={path.slice(slash + 1)} />
      </span>
    </span>
  );
}
