import type { ModelServer, ServedModel } from '../activities/model-server';
import { wellFormed } from '../domain/text';
import { HttpProblem } from './problem';

/** @throws ModelNotLoaded saying why; what the registry says of files stays in the log */
export function servedModel(models: Pick<ModelServer, 'current' | 'lastError'>): ServedModel {
  const model = models.current();
  if (model) return model;
  const reason = models.lastError()
    ? 'the promoted version cannot be loaded, and the log says why: restore it, or promote another'
    : 'none was promoted yet: train one and promote it';
  throw new HttpProblem(503, 'ModelNotLoaded', `no model is in service: ${reason}`);
}

/** Texts that Telegram would not carry are classified all the same: today's clients send what their users typed. */
export function classifiable(text: string): string {
  return wellFormed(text).replaceAll('\0', ' ');
}
