import type { DuplicatesAnswer } from '@aligera/backend/src/answers.ts';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { pageAt } from '../../api/contents.ts';
import { usePagedLists } from '../../api/paged-lists.ts';
import { useService } from '../../api/service-context.ts';
import { go, imageRoute } from '../../app/route.ts';
import { counted, formatCount } from '../../display/bytes.ts';
import { Bytes } from '../../display/bytes-text.tsx';
import { definitions } from '../../display/definitions.ts';
import { Path } from '../../display/path.tsx';
import type { Done } from '../done.ts';
import { PagedTable } from './paged-table.tsx';

type Group = DuplicatesAnswer['groups'][number];

/** The same content at several live paths: reported beside reclaimable bytes, never among them. */
export function DuplicatesTab({ id, done }: { id: string; done: Done }) {
  const service = useService();
  const [opened, setOpened] = useState<Group | null>(null);
  const paged = usePagedLists<Group>(async (_, page) => {
    const answer = await service.duplicates(id, pageAt(page));
    return { entries: answer.groups, total: answer.total };
  });
  const total = paged.lists.get('')?.total ?? null;
  if (total === 0) {
    return (
      <Box role="status" sx={{ py: 8, textAlign: 'center' }}>
        <Typography variant="subtitle1" component="p" sx={{ fontWeight: 600 }}>
          No duplicates
        </Typography>
        <Typography color="text.secondary">No content is there at more than one path.</Typography>
      </Box>
    );
  }
  return (
    <>
      <PagedTable
        label="Duplicates, largest first"
        paged={paged}
        columns="minmax(160px, 1fr) 84px 64px 96px"
        head={['Content at', 'Each', 'Copies', 'Duplicated']}
        numeric={[1, 2, 3]}
        caption={
          <Box role="status">
            {total !== null && (
              <>
                <span className="number">{counted(total, 'content')}</span> at several paths,{' '}
                <Bytes value={done.image.duplicateBytes} /> in all. {definitions.duplicates}
              </>
            )}
          </Box>
        }
        onAct={setOpened}
        cells={(group) => [
          <span key="path" style={{ display: 'flex', gap: 8 }}>
            <Path path={group.paths[0] ?? ''} />
            <span className="others">and {formatCount(group.copies - 1)} more</span>
          </span>,
          <Bytes key="size" value={group.size} />,
          <span key="copies" className="number">
            {formatCount(group.copies)}
          </span>,
          <Bytes key="bytes" value={group.bytes} />,
        ]}
      />
      {opened && (
        <GroupDialog
          group={opened}
          onClose={() => setOpened(null)}
          onPath={(path) =>
            go(imageRoute(id, { tab: 'layers', layer: done.layers.at(-1)?.index ?? 0, scope: 'upto', path }))
          }
        />
      )}
    </>
  );
}

function GroupDialog(props: { group: Group; onClose: () => void; onPath: (path: string) => void }) {
  const { group } = props;
  return (
    <Dialog open onClose={props.onClose} maxWidth="md" fullWidth aria-labelledby="copies">
      <DialogTitle id="copies">
        {formatCount(group.copies)} copies of <Bytes value={group.size} />
      </DialogTitle>
      <DialogContent>
        <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
          {group.paths.map((path) => (
            <Box
              component="li"
              key={path}
              sx={{ display: 'flex', gap: 2, alignItems: 'center', fontSize: '0.8125rem' }}
            >
              <Box sx={{ flex: 1, minWidth: 0 }}>
                <Path path={path} />
              </Box>
              <Button size="small" variant="text" sx={{ flex: 'none' }} onClick={() => props.onPath(path)}>
                Show in files
              </Button>
            </Box>
          ))}
        </Box>
        {group.copies > group.paths.length && (
          <Typography variant="body2" color="text.secondary" sx={{ mt: 1 }}>
            and {formatCount(group.copies - group.paths.length)} more
          </Typography>
        )}
      </DialogContent>
      <DialogActions>
        <Button variant="outlined" onClick={props.onClose}>
          Close
        </Button>
      </DialogActions>
    </Dialog>
  );
}
