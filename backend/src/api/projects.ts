import { createHash } from 'node:crypto';
import type { HandedOver } from '../project/handed-over.ts';

/** Keeps what is small across restarts. */
export interface ProjectMemory {
  rememberProject(analysis: string, project: HandedOver): void;
  project(analysis: string): HandedOver | null;
  forgetProject(analysis: string): void;
}

const keptInMemory = 20;

/** The projects that people handed over, by analysis. None is ever looked for without being asked. */
export class Projects {
  readonly #memory: ProjectMemory;
  /** Those asked for last come last. */
  readonly #recent = new Map<string, HandedOver>();
  readonly #digests = new WeakMap<HandedOver, string>();
  #changes = 0;

  constructor(memory: ProjectMemory) {
    this.#memory = memory;
  }

  /** Grows whenever something is handed over or taken back. */
  get changes(): number {
    return this.#changes;
  }

  put(analysis: string, project: HandedOver): void {
    this.#changes++;
    this.#memory.rememberProject(analysis, project);
    this.#keep(analysis, project);
  }

  get(analysis: string): HandedOver | null {
    const project = this.#recent.get(analysis) ?? this.#memory.project(analysis);
    if (project !== null) this.#keep(analysis, project);
    return project;
  }

  /** Of what was read, wherever the folder is; null where nothing was handed over. */
  digest(analysis: string): string | null {
    const project = this.get(analysis);
    if (project === null) return null;
    const known = this.#digests.get(project);
    if (known !== undefined) return known;
    const read = project.kind === 'folder' ? project.reading : project.text;
    const digest = createHash('sha256').update(JSON.stringify(read)).digest('hex');
    this.#digests.set(project, digest);
    return digest;
  }

  /** @returns whether there was one */
  remove(analysis: string): boolean {
    this.#changes++;
    const was = this.get(analysis) !== null;
    this.#recent.delete(analysis);
    this.#memory.forgetProject(analysis);
    return was;
  }

  #keep(analysis: string, project: HandedOver): void {
    this.#recent.delete(analysis);
    this.#recent.set(analysis, project);
    for (const oldest of this.#recent.keys()) {
      if (this.#recent.size <= keptInMemory) break;
      this.#recent.delete(oldest);
    }
  }
}
