import { startSandbox } from '../sandbox/server';

/** A stand-in of Gemini that knows the right labels, on loopback. */
export interface GeminiOracle {
  /** As GEMINI_BASE_URL. */
  readonly baseUrl: string;
  /** From now on other texts are labelled wrong. */
  reseed(seed: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts the sandbox on a free port with an oracle for Gemini.
 * @param given.answers - text to its right label
 * @param given.accuracy - share of texts it labels right, 0..1
 */
export async function startGeminiOracle(given: {
  answers: Readonly<Record<string, string>>;
  accuracy: number;
}): Promise<GeminiOracle> {
  const { answers, accuracy } = given;
  const settings = { gemini: { mode: 'oracle' as const, answers: { ...answers }, accuracy } };
  const sandbox = await startSandbox({ port: 0, settings });
  return {
    baseUrl: `${sandbox.url}/gemini`,
    async reseed(seed) {
      const response = await fetch(`${sandbox.url}/gemini/people/behaviour`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ seed }),
      });
      if (!response.ok) throw new Error(`the sandbox refused a seed: ${response.status}`);
    },
    close: () => sandbox.close(),
  };
}
