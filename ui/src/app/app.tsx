import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useState } from 'react';
import { ServiceContext } from '../api/service-context.ts';
import { ImagesPage } from '../images/images-page.tsx';
import { connect } from './desktop.ts';
import { DesktopContext } from './desktop-context.ts';
import { BrokenPage, ErrorBoundary } from './error-boundary.tsx';
import { useRoute } from './route.ts';
import { Theme } from './theme.tsx';

const loadImagePage = () => import('../image/image-page.tsx');
const ImagePage = lazy(loadImagePage);

export function App() {
  return (
    <ErrorBoundary fallback={(error, again) => <BrokenPage error={error} onAgain={again} />}>
      <Theme>
        <ErrorBoundary fallback={(error, again) => <BrokenPage error={error} onAgain={again} />}>
          <Connected />
        </ErrorBoundary>
      </Theme>
    </ErrorBoundary>
  );
}

function Connected() {
  const [{ service, desktop }] = useState(connect);
  const [queries] = useState(createQueries);
  return (
    <ServiceContext.Provider value={service}>
      <DesktopContext.Provider value={desktop}>
        <QueryClientProvider client={queries}>
          <Place />
        </QueryClientProvider>
      </DesktopContext.Provider>
    </ServiceContext.Provider>
  );
}

function createQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      // The way to the service retries by itself, and it does not need the internet.
      queries: { retry: false, networkMode: 'always', refetchOnWindowFocus: false },
      mutations: { retry: false, networkMode: 'always' },
    },
  });
}

function Place() {
  const route = useRoute();
  useEffect(() => {
    // The charts are the heavier half of the page: fetched once the list is painted, there when an image is opened.
    const timer = setTimeout(() => void loadImagePage(), 400);
    return () => clearTimeout(timer);
  }, []);
  if (route.page === 'images') return <ImagesPage />;
  return (
    <Suspense fallback={null}>
      <ImagePage key={route.analysis} route={route} />
    </Suspense>
  );
}
