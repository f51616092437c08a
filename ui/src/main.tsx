import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { restorePlace } from './app/route.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');

restorePlace();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
