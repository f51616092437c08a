import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inspectedImage } from '../../../testing/inspected.ts';
import { mutated } from '../../../testing/mutated.ts';
import { type Entry, file, symlink } from '../../../testing/tar-writer.ts';
import { parseGemspec } from './gemspec.ts';
import { ruby } from './ruby.ts';

/** A specification as RubyGems writes it. */
const gemspec = (
  name: string,
  { platform = 'ruby', needs = [], develops = [], executables = [], files = [] }: Spec = {},
) => `# -*- encoding: utf-8 -*-
# stub: ${name} 1.0.0 ${platform} lib

Gem::Specification.new do |s|
  s.name = "${name}".freeze
  s.version = "1.0.0".freeze
  s.platform = "${platform}".freeze

  s.required_rubygems_version = Gem::Requirement.new(">= 0".freeze) if s.respond_to? :required_rubygems_version=
  s.executables = [${executables.map((one) => `"${one}".freeze`).join(', ')}]
  s.files = [${files.map((one) => `"${one}".freeze`).join(', ')}]
  s.specification_version = 4

${needs.map((one) => `  s.add_runtime_dependency(%q<${one}>.freeze, ["~> 1.0".freeze, ">= 1.0.2".freeze])\n`).join('')}${develops.map((one) => `  s.add_development_dependency(%q<${one}>.freeze, [">= 0".freeze])\n`).join('')}end
`;
interface Spec {
  readonly platform?: string;
  readonly needs?: readonly string[];
  readonly develops?: readonly string[];
  readonly executables?: readonly string[];
  readonly files?: readonly string[];
}

const home = 'usr/local/bundle';
const find = (...entries: Entry[]) => {
  const image = inspectedImage({ layers: [entries] });
  const { packages, problems, runtimes = [] } = ruby.find(image);
  return {
    problems,
    runtimes: runtimes.map(({ files, ...one }) => ({ ...one, files: files.map((node) => image.tree.path(node)) })),
    packages: packages.map(({ files, dependsOn, ...one }) => ({
      ...one,
      files: files.map((node) => image.tree.path(node)).sort(),
      dependsOn: dependsOn.map((place) => packages[place]?.path),
    })),
  };
};

it('finds a gem with its folder, what was compiled for it, its programs and pages', () => {
  const { packages, problems } = find(
    file(
      `${home}/specifications/nokogiri-1.0.0-x86_64-linux.gemspec`,
      gemspec('nokogiri', { platform: 'x86_64-linux', executables: ['nokogiri'] }),
    ),
    file(`${home}/gems/nokogiri-1.0.0-x86_64-linux/lib/nokogiri.rb`, ''),
    file(`${home}/extensions/x86_64-linux/3.3.0/nokogiri-1.0.0-x86_64-linux/gem.build_complete`, ''),
    file(`${home}/doc/nokogiri-1.0.0-x86_64-linux/ri/x.ri`, ''),
    file(`${home}/bin/nokogiri`, ''),
    file(`${home}/bin/other`, ''),
    file(`${home}/cache/nokogiri-1.0.0-x86_64-linux.gem`, ''),
  );
  expect(packages).toMatchObject([
    {
      name: 'nokogiri',
      version: '1.0.0',
      instance: '',
      path: `/${home}/gems/nokogiri-1.0.0-x86_64-linux`,
      files: [
        `/${home}/bin/nokogiri`,
        `/${home}/doc/nokogiri-1.0.0-x86_64-linux/ri/x.ri`,
        `/${home}/extensions/x86_64-linux/3.3.0/nokogiri-1.0.0-x86_64-linux/gem.build_complete`,
        `/${home}/gems/nokogiri-1.0.0-x86_64-linux/lib/nokogiri.rb`,
        `/${home}/specifications/nokogiri-1.0.0-x86_64-linux.gemspec`,
      ],
    },
  ]);
  expect(problems).toEqual([]);
});

it('tells who needs whom, and what a lock file of a project asks for', () => {
  const spec = (name: string, more: Spec = {}) =>
    file(`${home}/specifications/${name}-1.0.0.gemspec`, gemspec(name, more));
  const { packages } = find(
    spec('sinatra', { needs: ['rack', 'json', 'absent'], develops: ['rake'] }),
    spec('rack'),
    spec('rake'),
    file('usr/local/lib/ruby/gems/3.3.0/specifications/default/json-1.0.0.gemspec', gemspec('json')),
    file(
      'app/Gemfile.lock',
      'GEM\n  specs:\n    rack (1.0.0)\n\nDEPENDENCIES\n  sinatra (~> 1.0)\n  local!\n\nBUNDLED WITH\n   2.6.7\n',
    ),
    file(`${home}/gems/rake-1.0.0/Gemfile.lock`, 'DEPENDENCIES\n  rake\n'),
  );
  expect(Object.fromEntries(packages.map(({ name, wanted, dependsOn }) => [name, [wanted, dependsOn.length]]))).toEqual(
    {
      sinatra: ['asked-for', 2],
      rack: ['dependency', 0],
      rake: ['unknown', 0],
      json: ['dependency', 0],
    },
  );
  expect(packages[0]?.evidence).toContainEqual({ path: '/app/Gemfile.lock', says: 'DEPENDENCIES: sinatra' });
});

it('lets a bundle of a project need what is in it first', () => {
  const bundle = 'app/vendor/bundle/ruby/3.3.0';
  const { packages } = find(
    file(`${home}/specifications/a-1.0.0.gemspec`, gemspec('a', { needs: ['b'] })),
    file(`${home}/specifications/b-1.0.0.gemspec`, gemspec('b')),
    file(`${bundle}/specifications/a-1.0.0.gemspec`, gemspec('a', { needs: ['b', 'c'] })),
    file(`${bundle}/specifications/b-1.0.0.gemspec`, gemspec('b')),
    file(`${bundle}/specifications/c-1.0.0.gemspec`, gemspec('c')),
  );
  expect(packages.map(({ instance, dependsOn }) => [instance, dependsOn])).toEqual([
    [`/${home}/specifications/a-1.0.0.gemspec`, [`/${home}/specifications/b-1.0.0.gemspec`]],
    [`/${home}/specifications/b-1.0.0.gemspec`, []],
    [
      `/${bundle}/specifications/a-1.0.0.gemspec`,
      [`/${bundle}/specifications/b-1.0.0.gemspec`, `/${bundle}/specifications/c-1.0.0.gemspec`],
    ],
    [`/${bundle}/specifications/b-1.0.0.gemspec`, []],
    ['', []],
  ]);
});

const rbconfig = (prefix: string) => `module RbConfig
  CONFIG["MAJOR"] = "3"
  CONFIG["MINOR"] = "3"
  CONFIG["TEENY"] = "14"
  CONFIG["prefix"] = (TOPDIR || DESTDIR + "${prefix}")
  CONFIG["ruby_version"] = "3.3.0"
`;

it("finds Ruby, and which files of its own library are gems'", () => {
  const { packages, runtimes } = find(
    file('usr/bin/ruby3.3', ''),
    symlink('usr/bin/ruby', 'ruby3.3'),
    file('usr/lib/x86_64-linux-gnu/libruby-3.3.so.3.3.14', ''),
    file('usr/lib/x86_64-linux-gnu/ruby/3.3.0/rbconfig.rb', rbconfig('/usr')),
    file('usr/lib/x86_64-linux-gnu/ruby/3.3.0/json/ext/parser.so', ''),
    file('usr/lib/ruby/3.3.0/json.rb', ''),
    file(
      'usr/lib/ruby/gems/3.3.0/specifications/default/json-1.0.0.gemspec',
      gemspec('json', { files: ['lib/json.rb', 'json/ext/parser.so', 'README.md'] }),
    ),
  );
  expect(packages).toMatchObject([
    {
      name: 'json',
      files: [
        '/usr/lib/ruby/3.3.0/json.rb',
        '/usr/lib/ruby/gems/3.3.0/specifications/default/json-1.0.0.gemspec',
        '/usr/lib/x86_64-linux-gnu/ruby/3.3.0/json/ext/parser.so',
      ],
    },
  ]);
  expect(runtimes).toMatchObject([
    {
      kind: 'ruby',
      version: '3.3.14',
      path: '/usr/bin/ruby3.3',
      files: [
        '/usr/bin/ruby3.3',
        '/usr/lib/x86_64-linux-gnu/libruby-3.3.so.3.3.14',
        '/usr/lib/x86_64-linux-gnu/ruby/3.3.0/rbconfig.rb',
        '/usr/lib/x86_64-linux-gnu/ruby/3.3.0/json/ext/parser.so',
        '/usr/lib/ruby/3.3.0/json.rb',
      ],
    },
  ]);
});

it('takes no other rbconfig.rb for one of a Ruby', () => {
  expect(find(file('app/lib/rbconfig.rb', 'CONFIG = {}')).runtimes).toEqual([]);
});

it('reads specifications of old, without a stub, and with needs in conditions', () => {
  const old = `Gem::Specification.new do |s|
  s.name = %q{old}
  s.version = "0.9"
  if s.respond_to? :specification_version then
    if Gem::Version.new(Gem::VERSION) >= Gem::Version.new('1.2.0') then
      s.add_runtime_dependency(%q<rack>, ["~> 1.0"])
    else
      s.add_dependency(%q<rack>, ["~> 1.0"])
    end
  end
end
`;
  expect(parseGemspec(old, false)).toMatchObject({
    name: 'old',
    version: '0.9',
    platform: 'ruby',
    dependencies: ['rack'],
  });
});

it.each([
  ['a program', 'puts "hello"', 'it is not as RubyGems writes it'],
  ['3 MB', 'x'.repeat(3 << 20), '3145728 bytes, more than the 2097152 that are read'],
])('says why a specification cannot be read: %s', (_, content, why) => {
  const path = `${home}/specifications/a-1.0.0.gemspec`;
  expect(find(file(path, content))).toMatchObject({ packages: [], problems: [{ path: `/${path}`, why }] });
});

it('claims nothing outside of the home, and reads any change of real files without breaking', () => {
  const spec = gemspec('a', {
    needs: ['b'],
    executables: ['../../../etc/passwd', '/etc/passwd'],
    files: ['../../../../../etc/passwd'],
  });
  fc.assert(
    fc.property(mutated(Buffer.from(spec)), (changed) => {
      const { packages, problems = [] } = find(
        file(`${home}/specifications/a-1.0.0.gemspec`, changed),
        file(`${home}/specifications/default/a-1.0.0.gemspec`, changed),
        file('etc/passwd', ''),
      );
      for (const { files } of packages) expect(files).not.toContain('/etc/passwd');
      for (const { why } of problems) expect(why).not.toContain('broke');
    }),
  );
});
