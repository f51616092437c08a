/** e_machine as `uname -m` and package managers name it (System V gABI, chapter 4, and its registry). */
const names: Readonly<Record<number, string>> = {
  2: 'sparc',
  3: 'i386',
  4: 'm68k',
  8: 'mips',
  18: 'sparc',
  20: 'ppc',
  21: 'ppc64',
  22: 's390x',
  40: 'arm',
  42: 'sh',
  43: 'sparc64',
  50: 'ia64',
  62: 'x86_64',
  83: 'avr',
  93: 'arc',
  94: 'xtensa',
  183: 'aarch64',
  190: 'cuda',
  224: 'amdgpu',
  243: 'riscv',
  247: 'bpf',
  258: 'loongarch',
  36902: 'alpha',
};

/** @returns a name that also tells 32 and 64 bits and the byte order apart, where a machine has both */
export function machineName(machine: number, bits: 32 | 64, bigEndian: boolean): string {
  const name = names[machine];
  switch (name) {
    case undefined:
      return `machine ${machine}`;
    case 'x86_64':
      return bits === 64 ? name : 'x32';
    case 'mips':
      return `mips${bits === 64 ? '64' : ''}${bigEndian ? '' : 'el'}`;
    case 'ppc64':
      return bigEndian ? name : 'ppc64le';
    case 'aarch64':
      return bigEndian ? 'aarch64_be' : name;
    case 'arm':
      return bigEndian ? 'armeb' : name;
    case 's390x':
      return bits === 64 ? name : 's390';
    case 'riscv':
    case 'loongarch':
      return `${name}${bits}`;
    default:
      return name;
  }
}
