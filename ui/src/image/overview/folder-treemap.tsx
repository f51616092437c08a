import type { TreemapNode } from '@aligera/backend/src/answers.ts';
import { AreaMap, type MappedArea } from '../../display/area-map.tsx';
import { counted, exactBytes } from '../../display/bytes.ts';
import { useColors } from '../../display/colors.ts';
import { visibleName } from '../../display/visible-name.ts';

/** A folder's entries as areas. */
export function FolderTreemap(props: {
  folder: TreemapNode;
  /** The colour of an entry; null for that of its type. */
  colorOf: (node: TreemapNode) => string | null;
  onChoose: (node: TreemapNode) => void;
}) {
  const { folder, colorOf, onChoose } = props;
  const colors = useColors();
  const areaOf = (node: TreemapNode, chosen: TreemapNode, fill: string) => ({
    label: labelOf(node),
    title: titleOf(node),
    bytes: node.bytes,
    fill,
    onChoose: () => onChoose(chosen),
  });
  const areas = folder.children.map((node): MappedArea => {
    const plain = colors.cells[node.type === 'directory' ? 0 : 2];
    return {
      ...areaOf(node, node, colorOf(node) ?? plain),
      inner: node.children.map((inner) =>
        areaOf(inner, inner.type === 'rest' ? node : inner, colorOf(inner) ?? 'transparent'),
      ),
    };
  });
  return <AreaMap label={`What ${visibleName(folder.path)} holds, by size`} areas={areas} />;
}

function labelOf(node: TreemapNode): string {
  if (node.type === 'rest') return 'smaller entries';
  return node.type === 'directory' ? `${visibleName(node.name)}/` : visibleName(node.name);
}

function titleOf(node: TreemapNode): string {
  const name = node.type === 'rest' ? labelOf(node) : visibleName(node.path);
  return `${name}\n${exactBytes(node.bytes)}, ${counted(node.fileCount, 'file')}`;
}
