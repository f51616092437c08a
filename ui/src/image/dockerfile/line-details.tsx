import type { LayerReport } from '@aligera/backend/src/answers.ts';
import type { DockerfileMessage, InstructionReport } from '@aligera/backend/src/dockerfile-answers.ts';
import Box from '@mui/material/Box';
import Link from '@mui/material/Link';
import { useDesktop } from '../../app/desktop-context.ts';
import { go, imageRoute } from '../../app/route.ts';
import { counted } from '../../display/bytes.ts';
import { Bytes } from '../../display/bytes-text.tsx';
import { cardStyles } from '../../display/card-styles.ts';
import { LiveAndReclaimable } from '../../display/live-and-reclaimable.tsx';
import { Name } from '../../display/path.tsx';

/** What the chosen instruction cost and what is to be known of it; all messages where none is chosen. */
export function LineDetails(props: {
  id: string;
  instruction: InstructionReport | null;
  messages: readonly DockerfileMessage[];
  layers: readonly LayerReport[];
  onLine: (line: number) => void;
}) {
  const { id, instruction } = props;
  const messages =
    instruction === null
      ? props.messages
      : props.messages.filter(
          ({ startLine, endLine }) => startLine <= instruction.endLine && endLine >= instruction.startLine,
        );
  return (
    <Box component="section" aria-label="The chosen line" sx={styles}>
      {instruction === null ? (
        <p className="aside">Choose a line to see what it stored, in which layers, and what was found there.</p>
      ) : (
        <>
          <h2>
            {instruction.name}, {lineWords(instruction.startLine, instruction.endLine)}
          </h2>
          <Stored id={id} instruction={instruction} layers={props.layers} />
          {instruction.findings.length > 0 && (
            <>
              <h3>Findings in its layers</h3>
              <ul>
                {instruction.findings.map((finding) => (
                  <li key={finding.id}>
                    <Link component="button" type="button" onClick={() => go(imageRoute(id, { tab: 'findings' }))}>
                      <Name name={finding.title} />
                    </Link>
                    <span className="bytes">
                      <Bytes value={finding.bytes} />
                    </span>
                  </li>
                ))}
              </ul>
            </>
          )}
        </>
      )}
      {messages.length > 0 && (
        <>
          <h3>{instruction === null ? counted(messages.length, 'message') : 'Messages'}</h3>
          <ul>
            {messages.slice(0, 200).map((message) => (
              <Message
                key={`${message.tool} ${message.id} ${message.startLine} ${message.message}`}
                message={message}
                onLine={instruction === null ? props.onLine : null}
              />
            ))}
          </ul>
        </>
      )}
    </Box>
  );
}

function Stored(props: { id: string; instruction: InstructionReport; layers: readonly LayerReport[] }) {
  const { bytes, layers, name } = props.instruction;
  if (bytes === null) {
    return <p className="aside">{name === 'FROM' ? 'Its layers are not known.' : 'It made no layer of this image.'}</p>;
  }
  return (
    <>
      <p>
        <Bytes value={bytes.stored} /> stored
        {bytes.stored > 0 && (
          <>
            : <LiveAndReclaimable live={bytes.live} reclaimable={bytes.reclaimable} />
          </>
        )}
        {bytes.inherited && ', all of the base image'}.
      </p>
      <ul>
        {layers.map((layer) => (
          <li key={layer}>
            <Link
              component="button"
              type="button"
              onClick={() => go(imageRoute(props.id, { tab: 'layers', layer, scope: 'layer' }))}
            >
              Files of layer {layer}
            </Link>
            <span className="bytes">
              <Bytes value={props.layers[layer]?.storedBytes ?? null} />
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

function Message({ message, onLine }: { message: DockerfileMessage; onLine: ((line: number) => void) | null }) {
  const desktop = useDesktop();
  const { severity, tool, id, startLine, endLine, hint, url, bytes } = message;
  return (
    <Box component="li" className="message" sx={{ borderLeft: '3px solid', borderLeftColor: `${severity}.main` }}>
      <div>
        {url === null ? (
          <strong>{id ?? (severity === 'error' ? 'Error' : 'Warning')}</strong>
        ) : (
          <Link component="button" type="button" title={url} onClick={() => desktop.openPage(url)}>
            <strong>{id ?? url}</strong>
          </Link>
        )}{' '}
        <span className="aside">
          {tool !== 'parser' && `${tool}, `}
          {onLine === null ? (
            lineWords(startLine, endLine)
          ) : (
            <Link component="button" type="button" onClick={() => onLine(startLine)}>
              {lineWords(startLine, endLine)}
            </Link>
          )}
          {bytes !== null && bytes > 0 && (
            <>
              , <Bytes value={bytes} />
            </>
          )}
        </span>
      </div>
      <div>
        <Name name={message.message} />
      </div>
      {hint !== null && <div className="aside">{hint}</div>}
    </Box>
  );
}

function lineWords(start: number, end: number): string {
  return start === end ? `line ${start}` : `lines ${start} to ${end}`;
}

const styles = {
  ...cardStyles,
  overflowWrap: 'anywhere',
  '& h2': { fontSize: '0.875rem', fontWeight: 600, m: 0, mb: 0.5 },
  '& h3': { fontSize: '0.75rem', fontWeight: 600, color: 'text.secondary', m: 0, mt: 1.5, mb: 0.5 },
  '& p': { m: 0, mb: 0.5 },
  '& ul': { listStyle: 'none', m: 0, p: 0 },
  '& li': { display: 'flex', gap: 1, alignItems: 'center', minHeight: 24 },
  '& li.message': { display: 'block', pl: 1, mb: 1 },
  '& button.MuiLink-root': { fontSize: 'inherit', textAlign: 'left', verticalAlign: 'baseline' },
  '& .bytes': { ml: 'auto', flex: 'none' },
  '& .aside': { color: 'text.secondary' },
} as const;
