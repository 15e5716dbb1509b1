import type { Request, Router } from 'express';
import { z } from 'zod';
import { assertNever } from '../../domain/errors';
import type { Fault } from '../faults';
import type { SandboxCore, SandboxService } from '../service';
import { errorBody, errorBodyOf, GoogleError } from '../sheets/google-error';
import { withFaults, type Reply } from '../with-faults';
import { behaviourSchema, DEFAULT_BEHAVIOUR, type Behaviour, type BehaviourChange } from './behaviour';
import { AnswerBook, askOracle } from './oracle';
import { readPrompt } from './prompt';
import { blockedResponse, ensureKey, generateResponse, readGenerateRequest, retryInfo } from './wire';

/** Prompts kept for tests and people to look at. */
const KEPT_CALLS = 50;
/** About 1 MB of explanation. */
const HUGE_REPEATS = 50_000;

interface KnownCall {
  readonly at: string;
  readonly model: string;
  readonly prompt: string;
}

/**
 * The stand-in of Gemini's `generateContent`.
 * @throws ZodError for a behaviour out of range
 */
export function createGeminiService(given: Partial<BehaviourChange> = {}): SandboxService {
  const answers = new AnswerBook();
  const behaviour: Behaviour = { ...DEFAULT_BEHAVIOUR };
  const change = (request: BehaviourChange): void => {
    const { answers: more = {}, ...rest } = request;
    answers.add(more);
    Object.assign(behaviour, rest);
  };
  change(behaviourSchema.parse({ mode: DEFAULT_BEHAVIOUR.mode, ...given }));
  return {
    name: 'gemini',
    routes: (router, core) => addRoutes(router, core, { behaviour, answers, change }),
    snapshot: () => ({ ...behaviour, answers: answers.toJSON() }),
    restore: (state) => change(behaviourSchema.parse(state)),
    replay: (entry) => change(behaviourSchema.parse(entry)),
  };
}

interface GeminiSide {
  readonly behaviour: Behaviour;
  readonly answers: AnswerBook;
  readonly change: (request: BehaviourChange) => void;
}

function addRoutes(router: Router, core: SandboxCore, { behaviour, answers, change }: GeminiSide): void {
  let callCount = 0;
  const lastCalls: KnownCall[] = [];
  const shown = (): object => ({ ...behaviour, answerCount: answers.size });
  const generate = async (req: Request, signal: AbortSignal): Promise<Reply> => {
    const model = String(Object.values(req.params)[0]);
    ensureKey(keyOf(req), behaviour.validKeys);
    if (!model.startsWith('gemini')) {
      const why = 'is not found for API version v1beta, or is not supported for generateContent.';
      throw new GoogleError('NOT_FOUND', `models/${model} ${why}`);
    }
    const prompt = readGenerateRequest(req.body);
    callCount += 1;
    lastCalls.push({ at: core.clock().toISOString(), model, prompt });
    if (lastCalls.length > KEPT_CALLS) lastCalls.shift();
    if (behaviour.mode === 'slow') await sleep(behaviour.delayMs, signal);
    const text = answerText(prompt, behaviour, answers);
    return { body: text === null ? blockedResponse(model, prompt) : generateResponse(model, prompt, text) };
  };
  router.post(
    /^\/gemini\/v1(?:beta)?\/models\/([^/:]+):generateContent$/,
    withFaults({ core, service: 'gemini', method: 'generateContent', renderFault }, async (req, signal) => {
      try {
        return await generate(req, signal);
      } catch (error) {
        if (error instanceof GoogleError) return { status: error.code, body: errorBody(error) };
        throw error;
      }
    }),
  );
  router.put('/gemini/people/behaviour', (req, res) => {
    const request = behaviourSchema.safeParse(req.body);
    if (!request.success) return void res.status(400).json({ error: z.prettifyError(request.error) });
    change(request.data);
    core.changed(request.data);
    res.json(shown());
  });
  router.get('/gemini/people/behaviour', (_req, res) => void res.json(shown()));
  router.get('/gemini/people/calls', (_req, res) => void res.json({ count: callCount, last: lastCalls }));
}

/** @returns null for a blocked prompt */
function answerText(prompt: string, behaviour: Behaviour, answers: AnswerBook): string | null {
  const { mode, label, confidence } = behaviour;
  switch (mode) {
    case 'oracle':
    case 'slow':
      return JSON.stringify(askOracle(answers, readPrompt(prompt), behaviour));
    case 'huge':
      return JSON.stringify({
        ...askOracle(answers, readPrompt(prompt), behaviour),
        reasoning: 'Penjelasan panjang. '.repeat(HUGE_REPEATS),
      });
    case 'fixed':
      return JSON.stringify({ label, confidence, reasoning: 'Jawaban tetap.' });
    case 'blocked':
      return null;
    case 'nonsense':
      return 'Maaf, saya tidak yakin: mungkin KENDALA LOGIN? {label: ';
    default:
      return assertNever(mode);
  }
}

function keyOf(req: Request): string | undefined {
  return req.get('x-goog-api-key') ?? (typeof req.query.key === 'string' ? req.query.key : undefined);
}

function renderFault(status: number, { retryAfter }: Fault): Reply {
  const { error } = errorBodyOf(status);
  if (retryAfter === undefined) return { status, body: { error } };
  return {
    status,
    headers: { 'Retry-After': String(retryAfter) },
    body: { error: { ...error, details: [retryInfo(retryAfter)] } },
  };
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
}
