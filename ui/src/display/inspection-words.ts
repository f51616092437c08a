import type { Confidence, FindingGroup, PackageManager, Runtime } from '@aligera/backend/src/inspection-answers.ts';

export const findingWords: Readonly<Record<FindingGroup, { readonly title: string; readonly meaning: string }>> = {
  waste: { title: 'Waste', meaning: 'Files that nothing needs at run time: caches, indexes, logs, documentation.' },
  duplicate: { title: 'Duplicates', meaning: 'The same thing more than once.' },
  development: { title: 'Development', meaning: 'What builds or tests the application, but does not run it.' },
  exposure: { title: 'Exposure', meaning: 'What an attacker could use. It may have no bytes worth counting.' },
};

export const confidenceWords: Readonly<Record<Confidence, { readonly title: string; readonly meaning: string }>> = {
  certain: { title: 'Certain', meaning: 'What was found is what it is taken for, and nothing is known to need it.' },
  likely: { title: 'Likely', meaning: 'All signs say so, but the image alone cannot prove it.' },
  possible: { title: 'Possible', meaning: 'Worth a look: whether it is needed depends on what the application does.' },
};

export const managerWords: Readonly<Record<PackageManager, string>> = {
  dpkg: 'Debian (dpkg)',
  apk: 'Alpine (apk)',
  rpm: 'RPM',
  npm: 'npm',
  python: 'Python',
  conda: 'conda',
  go: 'Go modules',
  rust: 'Rust crates',
  java: 'Java',
  ruby: 'Ruby gems',
  php: 'PHP (Composer)',
  dotnet: '.NET',
};

export const runtimeWords: Readonly<Record<Runtime['kind'], string>> = {
  node: 'Node.js',
  python: 'Python',
  'java-jdk': 'Java JDK',
  'java-jre': 'Java JRE',
  'go-toolchain': 'Go toolchain',
  'rust-toolchain': 'Rust toolchain',
  'dotnet-sdk': '.NET SDK',
  'dotnet-runtime': '.NET runtime',
  'aspnet-runtime': 'ASP.NET runtime',
  ruby: 'Ruby',
  php: 'PHP',
  perl: 'Perl',
};
