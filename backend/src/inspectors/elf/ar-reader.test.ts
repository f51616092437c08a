import { expect, it } from 'vitest';
import { inspectedImage } from '../../../testing/inspected.ts';
import { file } from '../../../testing/tar-writer.ts';
import { arReader } from './ar-reader.ts';

const member = (name: string) => `${name.padEnd(16)}0           0     0     100644  4         \`\nbody`;

it.each([
  [`!<arch>\n${member('/')}`, 'static-library'],
  [`!<arch>\n${member('main.o/')}`, 'static-library'],
  [`!<thin>\n${member('/0')}`, 'static-library'],
  [`!<arch>\n${member('lib.rmeta/')}`, 'static-library'],
  ['!<arch>\n', 'static-library'],
  [`!<arch>\n${member('debian-binary')}`, 'debian-package'],
  [`!<arch>\n${member('data.txt/')}`, 'other'],
])('tells what archives are: %j', (content, kind) => {
  const image = inspectedImage({ layers: [[file('x', content)]] });
  expect(image.reading(arReader, image.tree.at('/x'))).toEqual({ state: 'read', value: kind });
});

it('takes nothing else for one', () => {
  const image = inspectedImage({ layers: [[file('x', '!<arch')]] });
  expect(image.reading(arReader, image.tree.at('/x'))).toEqual({
    state: 'unread',
    why: 'it does not start as an archive',
  });
});
