import type { Analysis } from '@aligera/backend/src/answers.ts';
import Box from '@mui/material/Box';
import Tab from '@mui/material/Tab';
import Tabs from '@mui/material/Tabs';
import { ErrorBoundary } from '../app/error-boundary.tsx';
import { go, type ImageRoute, type ImageTab } from '../app/route.ts';
import { FailureNotice } from '../display/failure-notice.tsx';
import { DockerfileTab } from './dockerfile/dockerfile-tab.tsx';
import type { Done } from './done.ts';
import { FindingsTab } from './findings/findings-tab.tsx';
import { LayersTab } from './layers/layers-tab.tsx';
import { OverviewTab } from './overview/overview-tab.tsx';
import { PackagesTab } from './packages/packages-tab.tsx';
import { DuplicatesTab } from './reclaimable/duplicates-tab.tsx';
import { ReclaimableTab } from './reclaimable/reclaimable-tab.tsx';
import { SizeStrip } from './size-strip.tsx';

const tabWords: Readonly<Record<ImageTab, string>> = {
  overview: 'Overview',
  findings: 'Findings',
  dockerfile: 'Dockerfile',
  layers: 'Layers',
  packages: 'Packages',
  reclaimable: 'Reclaimable',
  duplicates: 'Duplicates',
};

export function ImageTabs({ analysis, done, route }: { analysis: Analysis; done: Done; route: ImageRoute }) {
  return (
    <>
      <SizeStrip done={done} />
      <Box sx={{ borderBottom: 1, borderColor: 'divider' }}>
        <Tabs
          value={route.tab}
          onChange={(_, tab: ImageTab) => go({ ...route, tab, path: null })}
          aria-label="Views of the image"
          variant="scrollable"
          sx={{ minHeight: 40 }}
        >
          {Object.entries(tabWords).map(([tab, label]) => (
            <Tab
              key={tab}
              value={tab}
              label={label}
              id={`tab-${tab}`}
              aria-controls={`panel-${tab}`}
              sx={{ minHeight: 40, py: 0.5 }}
            />
          ))}
        </Tabs>
      </Box>
      <Box
        role="tabpanel"
        id={`panel-${route.tab}`}
        aria-labelledby={`tab-${route.tab}`}
        sx={{ flex: 1, minHeight: 260, display: 'flex', flexDirection: 'column' }}
      >
        <ErrorBoundary
          key={route.tab}
          fallback={(error, again) => <FailureNotice title="This view broke" why={error} onRetry={again} />}
        >
          <Panel analysis={analysis} done={done} route={route} />
        </ErrorBoundary>
      </Box>
    </>
  );
}

function Panel({ analysis, done, route }: { analysis: Analysis; done: Done; route: ImageRoute }) {
  switch (route.tab) {
    case 'overview':
      return <OverviewTab id={analysis.id} done={done} route={route} />;
    case 'findings':
      return <FindingsTab id={analysis.id} done={done} />;
    case 'dockerfile':
      return <DockerfileTab id={analysis.id} done={done} route={route} />;
    case 'packages':
      return <PackagesTab id={analysis.id} done={done} />;
    case 'layers':
      return <LayersTab id={analysis.id} done={done} route={route} />;
    case 'reclaimable':
      return <ReclaimableTab id={analysis.id} done={done} />;
    case 'duplicates':
      return <DuplicatesTab id={analysis.id} done={done} />;
  }
}
