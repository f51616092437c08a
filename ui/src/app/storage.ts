/** localStorage that can be full or forbidden: then a choice is forgotten, and nothing else happens. */
export function recall(name: string): string | null {
  try {
    return localStorage.getItem(`aligera.${name}`);
  } catch {
    return null;
  }
}

export function keep(name: string, text: string): void {
  try {
    localStorage.setItem(`aligera.${name}`, text);
  } catch {
    // Forgotten, as promised.
  }
}
