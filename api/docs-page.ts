import { escapeHtml } from '../domain/html';
import type { DocumentOperation, JsonSchema, OpenApiDocument } from './openapi/document';
import { pageFrame } from './page-frame';

/** The API document as a page to read: calls first, then the contracts they refer to. It loads nothing but its style. */
export function docsPage({ info, paths, components }: OpenApiDocument): string {
  const calls = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const contents = calls.map(
    ({ path, method, operation }) =>
      `<li><a href="#${operation.operationId}">${code(`${method.toUpperCase()} ${path}`)}</a> ${escapeHtml(operation.summary)}</li>`,
  );
  const schemas = Object.entries(components.schemas).map(([name, schema]) => schemaSection(name, schema));
  return pageFrame({
    title: `${info.title} API`,
    nav: [
      { text: 'Console', url: '/' },
      { text: 'OpenAPI JSON', url: '/api/openapi.json' },
    ],
    main: `<p>${escapeHtml(info.description)} Send your key in the header ${code('X-API-Key')}.
Errors are problem JSON, see <a href="#schema-Problem">Problem</a>.</p>
<section aria-labelledby="calls"><h2 id="calls">Calls</h2><ul class="contents">${contents.join('\n')}</ul></section>
${calls.map(callSection).join('\n')}
<section aria-labelledby="schemas"><h2 id="schemas">Contracts</h2>${schemas.join('\n')}</section>`,
  });
}

function callSection({
  path,
  method,
  operation,
}: {
  path: string;
  method: string;
  operation: DocumentOperation;
}): string {
  const { operationId: id, summary, description, parameters, requestBody, responses } = operation;
  const body = Object.values(requestBody?.content ?? {})[0]?.schema;
  const rows = parameters.map(({ name, in: place, required, schema }) => [
    code(name),
    place,
    required ? 'yes' : 'no',
    `${typeOf(schema)}${note(schema)}`,
  ]);
  const answers = Object.entries(responses).map(([status, response]) => [
    escapeHtml(status),
    escapeHtml(response.description),
    Object.entries(response.content ?? {})
      .map(([mediaType, { schema }]) => (schema ? typeOf(schema) : code(mediaType)))
      .join(', '),
  ]);
  return `<section class="call" aria-labelledby="${id}"><h3 id="${id}">${code(`${method.toUpperCase()} ${path}`)}</h3>
<p>${escapeHtml(summary)}. ${escapeHtml(description)}</p>
${rows.length > 0 ? table(`Parameters of ${id}`, ['Parameter', 'In', 'Required', 'Value'], rows) : ''}
${body ? `<p>Body${requestBody?.required ? '' : ' (optional)'}: ${typeOf(body)}</p>` : ''}
${table(`Answers of ${id}`, ['Status', 'Meaning', 'Content'], answers)}
</section>`;
}

function schemaSection(name: string, schema: JsonSchema): string {
  const required = new Set(schema.required ?? []);
  const rows = Object.entries(schema.properties ?? {}).map(([field, value]) => [
    code(field),
    required.has(field) ? 'yes' : 'no',
    `${typeOf(value)}${note(value)}`,
  ]);
  const id = `schema-${escapeHtml(name)}`;
  return `<section class="call" aria-labelledby="${id}"><h3 id="${id}">${escapeHtml(name)}</h3>
${schema.description ? `<p>${prose(schema.description)}</p>` : ''}
${table(`Fields of ${name}`, ['Field', 'Required', 'Value'], rows)}
</section>`;
}

function table(label: string, headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = headings.map((heading) => `<th scope="col">${heading}</th>`).join('');
  const body = rows.map((cells) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('\n');
  return `<div class="scroll" tabindex="0" role="region" aria-label="${escapeHtml(label)}"><table class="wraps">
<thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}

/** A schema in words, as HTML. */
function typeOf(schema: JsonSchema): string {
  if (schema.$ref !== undefined) {
    const name = escapeHtml(schema.$ref.split('/').at(-1) ?? '');
    return `<a href="#schema-${name}">${name}</a>`;
  }
  if (schema.const !== undefined) return code(JSON.stringify(schema.const));
  if (schema.enum) return schema.enum.map((value) => code(JSON.stringify(value))).join(' or ');
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(' or ');
  if (schema.type === 'array') return `list${limits(schema)} of ${typeOf(schema.items ?? {})}`;
  if (schema.properties) {
    const fields = Object.entries(schema.properties).map(([name, value]) => `${code(name)} ${typeOf(value)}`);
    return `{ ${fields.join('; ')} }`;
  }
  return `${escapeHtml([schema.type ?? 'anything'].flat().join(' or '))}${limits(schema)}`;
}

/** Number's bounds, or a length; the bounds of the safe integers say nothing. */
function limits(schema: JsonSchema): string {
  const low = schema.minimum ?? schema.minLength ?? schema.minItems;
  const high = schema.maximum ?? schema.maxLength ?? schema.maxItems;
  const isBound = (value: number | undefined): value is number =>
    value !== undefined && Math.abs(value) < Number.MAX_SAFE_INTEGER;
  const unit = schema.minLength !== undefined || schema.maxLength !== undefined ? ' characters' : '';
  if (isBound(low) && isBound(high)) return ` (${low} to ${high}${unit})`;
  if (isBound(low)) return ` (at least ${low}${unit})`;
  return isBound(high) ? ` (up to ${high}${unit})` : '';
}

function note(schema: JsonSchema): string {
  const preset = schema.default === undefined ? '' : `, default ${code(JSON.stringify(schema.default))}`;
  return `${preset}${schema.description ? `<br>${prose(schema.description)}` : ''}`;
}

/** Text with `code` in backticks. */
function prose(text: string): string {
  return escapeHtml(text).replace(/`([^`]+)`/g, '<code>$1</code>');
}

function code(text: string): string {
  return `<code>${escapeHtml(text)}</code>`;
}
