import type { LayerReport } from '@aligera/backend/src/answers.ts';
import Box from '@mui/material/Box';
import { useEffect, useRef } from 'react';
import { Bar } from '../../display/bar.tsx';
import { counted, formatBytes } from '../../display/bytes.ts';
import { Bytes } from '../../display/bytes-text.tsx';
import { definitions, unknownSizes } from '../../display/definitions.ts';
import { moveWithin } from '../../display/roving.ts';
import { Command, commandTitle } from '../command.tsx';
import { layerListStyles } from './layer-list-styles.ts';

export function LayerList(props: {
  layers: readonly LayerReport[];
  chosen: number;
  onChoose: (layer: number) => void;
}) {
  const { layers, chosen } = props;
  const largest = Math.max(1, ...layers.map((layer) => layer.storedBytes));
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    list.current?.querySelector(`[data-layer="${chosen}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  return (
    <Box component="ol" ref={list} aria-label="Layers, base first" sx={layerListStyles} onKeyDown={moveWithin}>
      {layers.map((layer) => (
        <li key={layer.index}>
          <button
            type="button"
            data-roving
            data-layer={layer.index}
            tabIndex={layer.index === chosen ? 0 : -1}
            aria-current={layer.index === chosen}
            onClick={() => props.onChoose(layer.index)}
          >
            <span className="line" title={`${commandTitle(layer)}\n${layer.diffId}`}>
              <span className="index number">{layer.index}</span>
              <Command createdBy={layer.createdBy} />
              <strong className="size" title={definitions.stored}>
                <Bytes value={layer.storedBytes} />
              </strong>
            </span>
            <Bar share={layer.storedBytes / largest} part={layer.reclaimableBytes / largest} />
            <span className="line quiet">
              <span className="number" title={definitions.fileCount}>
                {counted(layer.fileCount, 'file')}
              </span>
              <span title={definitions.compressed}>
                {layer.compressedBytes === null ? (
                  <span title={unknownSizes.compressed}>compressed: unknown</span>
                ) : (
                  <span className="number">{formatBytes(layer.compressedBytes)} compressed</span>
                )}
              </span>
              <span className="size" title={definitions.reclaimable}>
                {layer.reclaimableBytes > 0 && (
                  <span className="number reclaimable">{formatBytes(layer.reclaimableBytes)} reclaimable</span>
                )}
              </span>
            </span>
          </button>
        </li>
      ))}
    </Box>
  );
}
