import { z } from 'zod';
import { Unreadable, wholeFileReader } from '../../readings/file-reader.ts';

const framework = z.object({ name: z.string(), version: z.string() });
const schema = z.object({
  runtimeOptions: z.object({
    framework: framework.optional(),
    frameworks: z.array(framework).optional(),
    includedFrameworks: z.array(framework).optional(),
  }),
});

/** `*.runtimeconfig.json`: which shared frameworks a program asks for, as `name version`. */
export const runtimeConfigReader = wholeFileReader({
  id: 'dotnet/runtimeconfig',
  version: 1,
  files: { extensions: ['.json'], where: ({ name }) => name.endsWith('.runtimeconfig.json') },
  maxBytes: 1 << 20,
  read: (bytes) => frameworksOf(bytes.toString('utf8')),
});

function frameworksOf(text: string): readonly string[] {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    throw new Unreadable('it is no JSON');
  }
  const { success, data } = schema.safeParse(json);
  if (!success) throw new Unreadable('it is no runtime configuration as .NET writes it');
  const { framework: one, frameworks = [], includedFrameworks = [] } = data.runtimeOptions;
  return [...(one === undefined ? [] : [one]), ...frameworks, ...includedFrameworks].map(
    ({ name, version }) => `${name} ${version}`,
  );
}
