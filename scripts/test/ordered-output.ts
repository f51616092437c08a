/** Where one of several programs that run at once may write. */
export interface Output {
  write(text: string): void;
  /** Nothing more comes of it. */
  end(): void;
}

/**
 * Outputs that are printed one after the other, in the order in which they were asked for: the first that has not
 * ended as it comes, the others when it is their turn.
 */
export function orderedOutputs(print: (text: string) => void): () => Output {
  const waiting: { kept: string[]; ended: boolean }[] = [];

  function printOn(): void {
    for (let first = waiting[0]; first !== undefined; first = waiting[0]) {
      for (const text of first.kept.splice(0)) print(text);
      if (!first.ended) return;
      waiting.shift();
    }
  }

  return () => {
    const own: { kept: string[]; ended: boolean } = { kept: [], ended: false };
    waiting.push(own);
    return {
      write(text) {
        own.kept.push(text);
        printOn();
      },
      end() {
        own.ended = true;
        printOn();
      },
    };
  };
}
