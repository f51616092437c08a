import { expect, it } from 'vitest';
import { linkOf } from './makefile.ts';

function link(lines: readonly string[], given: Readonly<Record<string, string>> = {}, set: readonly string[] = []) {
  const found = linkOf(lines.join('\n'), 'app', new Map(Object.entries(given)), (name) => set.includes(name));
  return found === null ? null : [found.compilerVariable, found.compiler, ...found.words].join(' ');
}
const recipe = (line: string) => ['app: a.o', `\t${line}`];

it('finds the command that links a program', () => {
  expect(link(['CFLAGS = -O2 -g', '', ...recipe('$(CC) $(CFLAGS) -o $@ $^ -lz')])).toBe('CC cc -O2 -g -o @ ^ -lz');
  expect(
    link(['CC := gcc-14', 'LIBS = -lm', 'LIBS += -lz', ...recipe('@$'.concat('{CC} -o bin/app a.o $(LIBS)'))]),
  ).toBe('CC gcc-14 -o bin/app a.o -lm -lz');
  expect(
    link([
      'SRCS = $(wildcard src/*.cpp) # all of them',
      'OBJS = $(SRCS:.cpp=.o)',
      'TARGET ?= build/app',
      '.PHONY: all clean',
      'all: $(TARGET)',
      '$(TARGET): $(OBJS)',
      '\t@mkdir -p build',
      '\t$(CXX) $(LDFLAGS) \\',
      '\t  $(OBJS) -o $@',
      '-include $(DEPS)',
      'clean:',
      '\trm -f app',
    ]),
  ).toBe('CXX g++ -o @');
});

it('knows how make links without a recipe, and what its command line sets', () => {
  expect(link(['LDLIBS = -lm', 'app: app.o util.o'])).toBe('CC cc -o @ ^ -lm');
  expect(link(recipe('$(CC) $(CFLAGS) -o $@ $^'), { CFLAGS: '-O3' })).toBe('CC cc -O3 -o @ ^');
});

it.each([
  ['another compiler by its name', recipe('gcc -o $@ $^')],
  ['conditions', ['ifdef DEBUG', 'CFLAGS = -g', 'endif', ...recipe('$(CC) -o $@ $^')]],
  ['other files', ['include config.mk', ...recipe('$(CC) -o $@ $^')]],
  ['commands that tell flags', ['L = $(shell pkg-config --libs x)', ...recipe('$(CC) -o $@ $^ $(L)')]],
  ['the environment', recipe('$(CC) $(FLAGS) -o $@ $^')],
  ['libraries beside', [...recipe('$(CC) -o $@ $^'), 'lib.so: b.o', '\t$(CC) -shared -o $@ $^']],
  ['another make', ['all:', '\t$(MAKE) -C src', ...recipe('$(CC) -o $@ $^')]],
  ['several commands', [...recipe('$(CC) -o $@ $^'), '\t./sign $@']],
  ['what is set for one target', ['app: CFLAGS = -g', ...recipe('$(CC) -o $@ $^')]],
  ['two rules', [...recipe('$(CC) -o $@ $^'), 'bin/app: b.o', '\t$(CC) -o $@ $^']],
  ['no rule', ['other: a.o', '\t$(CC) -o $@ $^']],
  ['endless variables', ['A = $(A)', ...recipe('$(CC) $(A) -o $@ $^')]],
])('is unsure about %s', (_, lines) => {
  expect(link(lines, {}, ['FLAGS'])).toBeNull();
});
