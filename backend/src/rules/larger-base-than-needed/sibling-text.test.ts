import { expect, it } from 'vitest';
import { parseDockerfile } from '../../dockerfile/parse-dockerfile.ts';
import { readStages } from '../../dockerfile/stages.ts';
import { lighterSiblingOf } from '../bases/siblings.ts';
import { siblingText } from './sibling-text.ts';

const open = '$' + '{';

it.each([
  ['node:24', 'node:24-slim'],
  ['node:$V', 'node:$V-slim'],
  [`node:${open}V}`, `node:${open}V}-slim`],
  [`node:${open}V:-24}-trixie`, `node:${open}V:-24}-trixie-slim`],
  ['python:$V-trixie', 'python:$V-slim-trixie'],
  ['eclipse-temurin:$V-jdk', 'eclipse-temurin:$V-jre'],
  [`${open}REGISTRY}library/node:$V`, null],
  ['$BASE', null],
])('%s is written %s', (base, expected) => {
  const file = parseDockerfile(`ARG V=24\nARG BASE=node:24\nARG REGISTRY=example.org/\nFROM ${base}\n`);
  const [stage] = readStages(file).stages;
  const reference = stage?.base.kind === 'image' ? stage.base.reference.text : '';
  const sibling = lighterSiblingOf(reference)?.reference ?? '';
  expect(stage && siblingText(stage, sibling)).toBe(expected);
});
