import { noNode } from '../../image/merge.ts';
import { absent, type FactInspector, known, unknown } from '../inspector.ts';
import { osReleaseReader } from './os-release.ts';

/** In the order of os-release(5): the first of them counts. */
const places = ['/etc/os-release', '/usr/lib/os-release'];

export const system: FactInspector<'system'> = {
  fact: 'system',
  readers: [osReleaseReader],
  tell: (image) => {
    const { tree } = image;
    const node = places.map((path) => tree.resolve(path)).find((found) => found !== noNode && tree.isFile(found));
    if (node === undefined) return absent('the image has no os-release file');
    const reading = image.reading(osReleaseReader, node);
    const path = tree.path(node);
    if (reading === null) return unknown(`${path} is not where os-release(5) puts it`);
    if (reading.state === 'unread') return unknown(`${path} cannot be read: ${reading.why}`);
    const values = reading.value;
    const id = values.get('ID') ?? 'linux';
    return known(
      {
        id,
        name: values.get('PRETTY_NAME') ?? values.get('NAME') ?? id,
        version: values.get('VERSION_ID') ?? null,
        codename: values.get('VERSION_CODENAME') ?? null,
        like: (values.get('ID_LIKE') ?? '').split(/\s+/).filter((word) => word !== ''),
      },
      [{ path, says: `ID=${id}` }],
    );
  },
};
