import { createContext, useContext } from 'react';
import type { Service } from './service.ts';

export const ServiceContext = createContext<Service | null>(null);

export function useService(): Service {
  const service = useContext(ServiceContext);
  if (service === null) throw new Error('useService outside of ServiceContext');
  return service;
}
