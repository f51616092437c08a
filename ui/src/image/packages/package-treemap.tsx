import type { PackageTreemapNode } from '@aligera/backend/src/inspection-answers.ts';
import Box from '@mui/material/Box';
import Link from '@mui/material/Link';
import Skeleton from '@mui/material/Skeleton';
import { type ReactNode, useState } from 'react';
import { usePackageTreemap } from '../../api/contents.ts';
import { AreaMap, type MappedArea } from '../../display/area-map.tsx';
import { exactBytes } from '../../display/bytes.ts';
import { FailureNotice } from '../../display/failure-notice.tsx';
import { managerWords } from '../../display/inspection-words.ts';
import { useTreeColors } from '../../display/tree-colors.ts';
import { visibleName } from '../../display/visible-name.ts';

/** The live bytes of the image as areas: managers, and their packages in them. Each byte stands once. */
export function PackageTreemapCard({ id, toolbar }: { id: string; toolbar: ReactNode }) {
  const treemap = usePackageTreemap(id);
  const colors = useTreeColors();
  const [chosen, setChosen] = useState<string | null>(null);
  const shown = treemap.data?.children.find((node) => nameOf(node) === chosen) ?? null;
  const area = (node: PackageTreemapNode, onChoose: (() => void) | null) => ({
    label: nameOf(node),
    title: `${nameOf(node)}\n${exactBytes(node.bytes)}`,
    bytes: node.bytes,
    fill: colors.owner(node.manager),
    onChoose,
  });
  const areas = (shown?.children ?? treemap.data?.children ?? []).map((node): MappedArea => {
    const open = node.children.length > 0 ? () => setChosen(nameOf(node)) : null;
    return { ...area(node, open), inner: node.children.map((inner) => area(inner, open)) };
  });
  return (
    <Box
      component="section"
      aria-label="Packages as areas"
      sx={{
        display: 'flex',
        flexDirection: 'column',
        minWidth: 0,
        minHeight: 0,
        border: 1,
        borderColor: 'divider',
        borderRadius: 1,
        bgcolor: 'background.paper',
      }}
    >
      <Box sx={{ display: 'flex', gap: 1.5, alignItems: 'center', px: 1.5, py: 1, fontSize: '0.8125rem' }}>
        {toolbar}
        {shown && (
          <Link component="button" type="button" variant="body2" onClick={() => setChosen(null)}>
            All managers
          </Link>
        )}
        <Box component="span" sx={{ color: 'text.secondary' }}>
          {shown ? nameOf(shown) : 'Live bytes by the package that owns them'}
        </Box>
      </Box>
      <Box sx={{ flex: 1, minHeight: 240, px: 1.5, pb: 1.5 }}>
        {treemap.error && (
          <FailureNotice
            title="The packages could not be read"
            why={treemap.error}
            onRetry={() => void treemap.refetch()}
          />
        )}
        {treemap.isPending && <Skeleton variant="rounded" height="100%" />}
        {treemap.data && <AreaMap label="Packages by size" areas={areas} />}
      </Box>
    </Box>
  );
}

function nameOf({ manager, id, name, children }: PackageTreemapNode): string {
  const isManager = manager !== null && id === null && (children.length > 0 || name === manager);
  return isManager ? managerWords[manager] : visibleName(name);
}
