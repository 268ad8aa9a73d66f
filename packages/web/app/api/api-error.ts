/** What the API refused, or that it could not be reached, in words for a person. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** HTTP's, or 0 when there was no answer. */
  readonly status: number;
  /** The failure's type, such as `StaleApproval`. */
  readonly type: string;
  readonly remedy: string | undefined;

  constructor({ status, type, message, remedy }: ApiErrorOptions) {
    super(message);
    this.status = status;
    this.type = type;
    this.remedy = remedy;
  }
}

interface ApiErrorOptions {
  readonly status: number;
  readonly type: string;
  readonly message: string;
  readonly remedy?: string | undefined;
}

interface Problem {
  readonly type?: string;
  readonly title?: string;
  readonly detail?: string;
  readonly remedy?: string;
}

/** Reads a refusal: an RFC 9457 problem document, or whatever a proxy in between made of it. */
export async function refusalOf(response: Response): Promise<ApiError> {
  const problem = await problemOf(response);
  const type = problem.type?.split(/[/:#]/).at(-1) ?? '';
  const message = problem.detail ?? problem.title ?? `The server answered ${response.status}.`;
  return new ApiError({ status: response.status, type, message, remedy: problem.remedy });
}

async function problemOf(response: Response): Promise<Problem> {
  const text = await response.text().catch(() => '');
  try {
    return JSON.parse(text) as Problem;
  } catch {
    return {};
  }
}

/** The words of whatever was thrown. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof ApiError)) return error instanceof Error ? error.message : String(error);
  const { message, remedy } = error;
  return remedy === undefined || message.includes(remedy) ? message : `${message} ${remedy}`;
}
