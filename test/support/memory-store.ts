/** An object store in memory, and what stands in it. */
export function memoryStore() {
  const files = new Map<string, string>();
  return {
    files,
    put: (key: string, content: Uint8Array | string) =>
      Promise.resolve(void files.set(key, typeof content === 'string' ? content : Buffer.from(content).toString())),
    get: (key: string) => {
      const content = files.get(key);
      return Promise.resolve(content === undefined ? null : Buffer.from(content));
    },
  };
}
