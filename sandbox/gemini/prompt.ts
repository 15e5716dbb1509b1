/** What a prompt asks. */
export interface Question {
  readonly labels: readonly string[];
  readonly problem: string;
  readonly solving: string;
  /** Single lines, for a prompt without a data block. */
  readonly otherTexts: readonly string[];
}

const LABEL_LINE = /^[-*•]\s+(\S.*)$/;
/** A block starts at a line `<<<WORD` of its own and ends at `WORD>>>`. */
const BLOCK = /^<<<(\w+)[ \t]*\n([\s\S]*?)^\1>>>[ \t]*$/m;
const LEAD = /^\s*[\p{L} ]{1,30}:\s*/u;

/** Finds the label list (lines `- LABEL`) and the technician's text (the data block) in a prompt. */
export function readPrompt(prompt: string): Question {
  const block = BLOCK.exec(prompt);
  const data = (block?.[2] ?? '').trimEnd();
  const frame = block ? prompt.replace(block[0], '') : prompt;
  const lines = frame.split('\n');
  const labels = lines.map((line) => LABEL_LINE.exec(line.trim())?.[1]?.trim()).filter((label) => label !== undefined);
  // The problem may run over several lines and hold the word of the next field itself: the last such line counts.
  const solvingAt = data.search(/^Solusi:(?![\s\S]*^Solusi:)/m);
  const problem = (solvingAt < 0 ? data : data.slice(0, solvingAt)).trim();
  const solving = solvingAt < 0 ? '' : data.slice(solvingAt).trim();
  return {
    labels,
    problem: problem.replace(LEAD, '') || problem || prompt,
    solving: solving.replace(LEAD, '').replace(/^\(.*\)$/, ''),
    otherTexts: block ? [problem] : lines.flatMap((line) => [line, line.replace(LEAD, '')]),
  };
}
