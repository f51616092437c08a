import Box from '@mui/material/Box';
import type { ReactNode } from 'react';
import { Bytes } from '../display/bytes-text.tsx';
import { definitions, unknownSizes } from '../display/definitions.ts';
import { Explained } from '../display/explained.tsx';
import { Percent } from '../display/percent.tsx';
import type { Done } from './done.ts';

/** The image in seven numbers: three sizes of the store, then what the files say. */
export function SizeStrip({ done }: { done: Done }) {
  const { sizes, image } = done;
  return (
    <Box
      component="dl"
      sx={{
        m: 0,
        display: 'grid',
        gridTemplateColumns: 'repeat(auto-fit, minmax(116px, 1fr))',
        rowGap: 1.5,
        py: 1.5,
        border: 1,
        borderColor: 'divider',
        borderRadius: 1,
        bgcolor: 'background.paper',
      }}
    >
      <Figure name="Transfer" meaning={definitions.transfer}>
        <Bytes value={sizes.transferBytes} unknown={unknownSizes.transfer} />
      </Figure>
      <Figure name="Unpacked" meaning={definitions.unpacked}>
        <Bytes value={sizes.unpackedBytes} unknown={unknownSizes.unpacked} />
      </Figure>
      <Figure name="On disk" meaning={definitions.onDisk}>
        <Bytes value={sizes.onDiskBytes} unknown={unknownSizes.onDisk} />
      </Figure>
      <Figure name="Stored in files" meaning={definitions.stored} first>
        <Bytes value={image.storedBytes} />
      </Figure>
      <Figure name="Reclaimable" meaning={definitions.reclaimable}>
        <Bytes value={image.reclaimableBytes} />
      </Figure>
      <Figure name="Efficiency" meaning={definitions.efficiency}>
        <Percent share={image.efficiency} />
      </Figure>
      <Figure name="Duplicates" meaning={definitions.duplicates}>
        <Bytes value={image.duplicateBytes} />
      </Figure>
    </Box>
  );
}

function Figure(props: { name: string; meaning: string; first?: boolean; children: ReactNode }) {
  return (
    <Box sx={{ px: 2, borderLeft: props.first ? 1 : 0, borderColor: 'divider', minWidth: 0 }}>
      <Box component="dt" sx={{ fontSize: '0.75rem', color: 'text.secondary', whiteSpace: 'nowrap' }}>
        <Explained meaning={props.meaning}>{props.name}</Explained>
      </Box>
      <Box
        component="dd"
        sx={{
          m: 0,
          fontSize: '1.0625rem',
          fontWeight: 600,
          lineHeight: 1.5,
          '& .unknown': { fontWeight: 400, fontSize: '0.9375rem' },
        }}
      >
        {props.children}
      </Box>
    </Box>
  );
}
