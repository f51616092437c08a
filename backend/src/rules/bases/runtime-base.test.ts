import { expect, it } from 'vitest';
import { runtimeBases, type WantedRuntime } from './runtime-base.ts';

const trixie = { id: 'debian', version: '13.2', codename: 'trixie' };

function bases(wanted: Partial<WantedRuntime>): string[] {
  return runtimeBases({ runtime: 'binary', version: null, libc: 'glibc', system: trixie, base: null, ...wanted });
}

it('names the version as the base of today names it', () => {
  expect(bases({ runtime: 'node', version: '24.21.0', base: 'node:24.21' })[0]).toBe('node:24.21-slim');
  expect(bases({ runtime: 'python', version: '3.13.5', base: 'python:3.13-trixie' })[0]).toBe(
    'python:3.13-slim-trixie',
  );
  expect(bases({ runtime: 'java-jre', version: '21.0.5', base: 'eclipse-temurin:21-jdk' })[0]).toBe(
    'eclipse-temurin:21-jre',
  );
});

it('keeps the system of today where the base is of another kind', () => {
  expect(bases({ runtime: 'node', version: '24.21.0', base: 'debian:13' })).toEqual([
    'node:24-trixie-slim',
    'node:24-slim',
  ]);
  expect(bases({ base: 'golang:1.24-trixie' })).toEqual(['debian:trixie-slim', 'debian:13-slim']);
  expect(bases({ base: 'gcc:14' })).toEqual(['debian:13-slim', 'debian:trixie-slim']);
  const noble = { id: 'ubuntu', version: '24.04', codename: 'noble' };
  expect(bases({ runtime: 'java-jre', version: '21.0.5', base: 'maven:3-eclipse-temurin-21', system: noble })).toEqual([
    'eclipse-temurin:21-jre-noble',
    'eclipse-temurin:21-jre',
  ]);
});

it('keeps the C library', () => {
  const alpine = { id: 'alpine', version: '3.22.1', codename: null };
  expect(bases({ libc: 'musl', system: alpine, base: 'golang:1.24-alpine' })).toEqual(['alpine:3.22']);
  expect(bases({ libc: 'musl', system: alpine, runtime: 'node', version: '24.1.0' })).toEqual([
    'node:24-alpine3.22',
    'node:24-alpine',
  ]);
});

it('takes from the mirror of today', () => {
  expect(bases({ base: 'registry.example.org/library/gcc:14' })[0]).toBe('registry.example.org/library/debian:13-slim');
});

it('runs .NET on the runtime of the same version and system', () => {
  const base = 'mcr.microsoft.com/dotnet/sdk:8.0.404-bookworm-slim';
  expect(bases({ runtime: 'aspnet-runtime', version: '8.0.11', base })[0]).toBe(
    'mcr.microsoft.com/dotnet/aspnet:8.0-bookworm-slim',
  );
});

it('knows no base for a version or system that nobody told', () => {
  expect(bases({ runtime: 'node' })).toEqual([]);
  expect(bases({ system: null })).toEqual([]);
  expect(bases({ runtime: 'python', version: '3' })).toEqual([]);
});
