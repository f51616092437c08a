import { noNode, type PathNode } from '../../../image/merge.ts';
import { neededNodes } from '../needed-nodes.ts';
import { dropsOfProject, projectFolders } from '../project-folders.ts';
import type { App, Drop, Recipe, RuntimePlan } from '../recipe.ts';
import { runtimeBases } from '../runtime-bases.ts';
import { pathsInWords, withParents } from '../words-as-paths.ts';
import { javaHome, linkedRuntime } from './linked-runtime.ts';

const manifest = /^(?:pom\.xml|build\.gradle(?:\.kts)?|build\.xml|build\.sbt)$/;
const caches = /\/\.(?:m2|gradle|ivy2|sbt)\//;
const sourceFile = /\.(?:java|kt|kts|scala|groovy|gradle|iml)$/;
const builderFile =
  /^(?:pom\.xml|build\.xml|build\.sbt|mvnw|mvnw\.cmd|gradlew|gradlew\.bat|gradle\.properties|lombok\.config|HELP\.md)$/;
const builderFolder = /^(?:src|\.mvn|gradle|\.gradle|buildSrc|project)$/;
/** Beside a jar its manifest may name these. */
const besideJar = /^(?:libs?|dependency|dependencies|dependency-jars|config|conf)$/;
/** Only prepare something, and become the command that they are given. */
const preparing = ['/__cacert_entrypoint.sh', '/usr/local/bin/mvn-entrypoint.sh'];
const builders = /(?:^|\/)(?:mvnw?|gradlew?|sbt|ant)$|plexus|GradleWrapperMain|GradleMain/;

/** Programs on the Java virtual machine: archives and class folders, on a runtime without a compiler. */
export const java: Recipe = {
  kind: 'java',
  plan: (app) => {
    const { entrypoint, image } = app;
    if (entrypoint.runtime !== 'java-jre' && entrypoint.runtime !== 'java-jdk') return null;
    const script = entrypoint.script ?? '';
    const words = [script, ...entrypoint.steps.map(({ word }) => word)];
    if (words.some((word) => builders.test(word))) {
      return 'containers start by way of the build tool: run the program itself (java -jar), then only that has to be there';
    }
    const paths = classPath(app);
    const own = paths.filter((node) => image.tree.layer(node) >= (image.ownFrom ?? 0));
    if (own.length === 0) return `containers run ${script || 'java'}, and which archives that needs is not known`;
    const home = javaHome(app);
    if (home === null) return 'it is not known where Java is in the image';
    const needed = withParents(app, [...neededNodes(app), ...own]);
    const shared = {
      what: 'the Java program',
      drops: [...javaDrops(app, needed), ...ownHome(app, home)],
      keepOnly: outputFolders(app, own),
      prunes: [],
      evidence: [`containers run ${entrypoint.runs.slice(0, 6).join(' ')}`],
    };
    const starts = new Set(entrypoint.steps.map(({ path }) => path));
    const below = [...image.tree.below(home)];
    const onRuntime: RuntimePlan = {
      ...shared,
      bases: runtimeBases(app, 'java-jre'),
      replaced: below.filter((node) => !starts.has(image.tree.path(node))),
      breaksIf: 'the program compiles, or calls tools that only the JDK or the larger base has',
    };
    const linked = linkedRuntime(app, home, own);
    if (linked === null) return onRuntime;
    const linkedPlan: RuntimePlan = {
      ...shared,
      ...linked,
      bases: runtimeBases(app, 'binary'),
      evidence: [...shared.evidence, ...linked.evidence],
      replaced: [...below, ...preparing.map((path) => image.tree.at(path))],
    };
    return [linkedPlan, onRuntime];
  },
};

/** Archives and folders that the command names; with a pattern in a name, all that it fits. */
function classPath(app: App): PathNode[] {
  const { entrypoint, image, workingDir } = app;
  const options = (image.config.config?.Env ?? []).filter((one) =>
    /^(?:JAVA_TOOL_OPTIONS|JDK_JAVA_OPTIONS|CLASSPATH)=/.test(one),
  );
  const words = [...entrypoint.runs.slice(1), entrypoint.script ?? '', ...options];
  const patterns = words.filter((word) => /\*\S*\.jar$/.test(word));
  const matches = patterns.flatMap((word) => {
    const at = word.lastIndexOf('/');
    const folder = at === -1 ? workingDir : image.tree.resolve(word.slice(0, at), workingDir);
    if (folder === noNode) return [];
    const parts = word.slice(at + 1).split('*');
    const fits = new RegExp(`^${parts.map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`);
    return [...image.tree.children(folder)].filter((node) => fits.test(image.tree.name(node)));
  });
  const named = pathsInWords(app, words);
  // A class that is named is looked for where the container starts.
  const isClass = entrypoint.script !== null && !/[/*]|\.jar$/.test(entrypoint.script);
  const hasClassPath = words.some((word) => /^-(?:cp|classpath|-class-path|p|-module-path)$|^CLASSPATH=/.test(word));
  return [...new Set([...named, ...matches, ...(isClass && !hasClassPath && workingDir !== 0 ? [workingDir] : [])])];
}

function javaDrops(app: App, needed: ReadonlySet<PathNode>): Drop[] {
  const { tree } = app.image;
  const tools = ['/root/.m2', '/root/.gradle', '/root/.ivy2', '/root/.sbt', '/root/.cache', '/home/gradle/.gradle']
    .map((path) => tree.at(path))
    .filter((node) => node !== noNode && !needed.has(node))
    .map((node) => ({ node, why: 'of the build tool' }));
  const projects = new Set(projectFolders(app.image, manifest, caches));
  const roots = new Set([...projects, ...(app.workingDir === 0 ? [] : [app.workingDir])]);
  roots.delete(0);
  return [
    ...tools,
    ...[...roots].flatMap((root) =>
      dropsOfProject(app, root, needed, {
        isSource: (name) => sourceFile.test(name) || builderFile.test(name),
        isBuildFolder: (node) => projects.has(tree.parent(node)) && builderFolder.test(tree.name(node)),
        isRoot: (node) => projects.has(node),
      }),
    ),
  ];
}

/** A Java that the image's own lines unpacked. */
function ownHome({ image: { tree, ownFrom } }: App, home: PathNode): Drop[] {
  return tree.layer(home) >= (ownFrom ?? 0) ? [{ node: home, why: 'another Java is in the new stage' }] : [];
}

/** Of what Maven and Gradle make only what the command names, and what lies beside it for that. */
function outputFolders({ image }: App, own: readonly PathNode[]): NonNullable<RuntimePlan['keepOnly']> {
  const { tree } = image;
  return projectFolders(image, manifest, caches).flatMap((project) => {
    const isMaven = tree.child(project, 'pom.xml') !== noNode;
    const output = tree.child(project, isMaven ? 'target' : 'build');
    if (output === noNode || !tree.isDirectory(output) || own.includes(output)) return [];
    const keep = new Set<PathNode>();
    for (const node of own) {
      const way = [node];
      for (let at = tree.parent(node); at !== 0 && at !== output; at = tree.parent(at)) way.push(at);
      if (tree.parent(way.at(-1) ?? 0) !== output) continue;
      const folder = tree.parent(node);
      const isApart = folder !== output && tree.name(folder) !== 'libs' && tree.isFile(node);
      keep.add(isApart ? folder : node);
      for (const beside of tree.children(folder)) if (besideJar.test(tree.name(beside))) keep.add(beside);
    }
    return [{ below: output, keep: [...keep] }];
  });
}
