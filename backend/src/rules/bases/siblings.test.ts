import { expect, it } from 'vitest';
import { officialImage } from './official-image.ts';
import { alpineSibling, lighterSiblingOf, withoutDigest } from './siblings.ts';

it.each([
  ['node', 'node:slim'],
  ['node:latest', 'node:slim'],
  ['node:24', 'node:24-slim'],
  ['node:24-bookworm', 'node:24-bookworm-slim'],
  ['node:lts', 'node:lts-slim'],
  ['docker.io/library/node:24', 'docker.io/library/node:24-slim'],
  ['registry.example.org:5000/library/node:24', 'registry.example.org:5000/library/node:24-slim'],
  ['public.ecr.aws/docker/library/python:3.13', 'public.ecr.aws/docker/library/python:3.13-slim'],
  ['python:3.13-bookworm', 'python:3.13-slim-bookworm'],
  ['ruby:3.4', 'ruby:3.4-slim'],
  ['rust:1.85-trixie', 'rust:1.85-slim-trixie'],
  ['debian', 'debian:stable-slim'],
  ['debian:13', 'debian:13-slim'],
  ['debian:trixie-20261101', 'debian:trixie-20261101-slim'],
  ['eclipse-temurin:21', 'eclipse-temurin:21-jre'],
  ['eclipse-temurin:21-jdk-jammy', 'eclipse-temurin:21-jre-jammy'],
  ['eclipse-temurin:21.0.5_11-jdk-ubi9-minimal', 'eclipse-temurin:21.0.5_11-jre-ubi9-minimal'],
  ['eclipse-temurin:21-jdk-alpine', 'eclipse-temurin:21-jre-alpine'],
  ['ibm-semeru-runtimes:open-21-jdk-noble', 'ibm-semeru-runtimes:open-21-jre-noble'],
  ['tomcat:10.1-jdk21-temurin-noble', 'tomcat:10.1-jre21-temurin-noble'],
  ['amazoncorretto:21-al2023', 'amazoncorretto:21-al2023-headless'],
  ['openjdk:11-jdk', 'openjdk:11-jre'],
  ['openjdk:17-bullseye', 'openjdk:17-slim-bullseye'],
  ['fedora:43', 'registry.fedoraproject.org/fedora-minimal:43'],
  ['rockylinux:9', 'rockylinux:9-minimal'],
  ['registry.access.redhat.com/ubi9/ubi:9.6', 'registry.access.redhat.com/ubi9/ubi-minimal:9.6'],
  ['redhat/ubi9', 'redhat/ubi9-minimal:latest'],
  ['node:24@sha256:'.padEnd(79, 'a'), 'node:24-slim'],
])('%s has the lighter %s', (reference, lighter) => {
  expect(lighterSiblingOf(reference)?.reference).toBe(lighter);
});

it.each([
  'node:24-slim',
  'node:24-alpine',
  'node:24-alpine3.22',
  'python:3.13-slim-bookworm',
  'python:3.13-windowsservercore-ltsc2025',
  'php:8.4-apache',
  'golang:1.24',
  'gcc:14',
  'debian:13-slim',
  'debian:bookworm-backports',
  'alpine:3.22',
  'ubuntu:24.04',
  'openjdk:17',
  'openjdk:21-jdk-oracle',
  'amazoncorretto:21',
  'eclipse-temurin:21-jre',
  'mcr.microsoft.com/dotnet/sdk:8.0',
  'nginx:1.26',
  'team/node:24',
  'registry.example.org/node:24',
  'bitnami/node:24',
])('%s has none', (reference) => {
  expect(lighterSiblingOf(reference)).toBeNull();
});

it.each([
  ['node:24-bookworm', 'node:24-alpine'],
  ['php:8.4-fpm', 'php:8.4-fpm-alpine'],
  ['golang:1.24', 'golang:1.24-alpine'],
  ['nginx', 'nginx:alpine'],
  ['php:8.4-apache', null],
  ['node:24-alpine', null],
  ['gcc:14', null],
])('%s is on Alpine %s', (reference, alpine) => {
  const image = officialImage(reference);
  expect(image === null ? null : alpineSibling(image)).toBe(alpine);
});

it('drops a digest, which is of another image than the sibling', () => {
  expect(withoutDigest(`node:24@sha256:${'a'.repeat(64)}`)).toBe('node:24');
  expect(withoutDigest('node:24')).toBeNull();
});
