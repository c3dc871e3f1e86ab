/**
 * Which quotas a DescribeClientQuotas request asks for.
 *
 * @module
 */
import type { QuotaEntity } from "../../metadata/quota_znodes.ts";
import type { ErrorCode } from "../protocol/error_code.ts";

/** Kafka's match types. */
export const MatchType = { EXACT: 0, DEFAULT: 1, SPECIFIED: 2 } as const;

/** What a request says of one part of the entity. */
export interface FilterComponent {
  readonly entityType: string;
  readonly matchType: number;
  readonly match: string | null;
}

/** A filter that makes no sense. */
export class QuotaFilterError extends Error {
  override name = "QuotaFilterError";
  readonly error: keyof typeof ErrorCode;

  constructor(error: keyof typeof ErrorCode, message: string) {
    super(message);
    this.error = error;
  }
}

type Field = keyof QuotaEntity;

const FIELDS: ReadonlyMap<string, Field> = new Map([
  ["user", "user"],
  ["client-id", "clientId"],
  ["ip", "ip"],
]);

/** A checked filter. */
export class QuotaFilter {
  /** What a part must be: a name, null for the default, undefined for either. */
  readonly #parts = new Map<Field, string | null | undefined>();
  readonly #strict: boolean;

  /**
   * @param strict entities with other parts than the filter names do not match
   * @throws QuotaFilterError
   */
  constructor({ components, strict }: { components: readonly FilterComponent[]; strict: boolean }) {
    this.#strict = strict;
    for (const component of components) {
      const field = fieldOf(component.entityType);
      if (this.#parts.has(field)) {
        throw invalid(
          `Entity type ${component.entityType} cannot appear more than once in the filter.`,
        );
      }
      this.#parts.set(field, wanted(component));
    }
    if (this.#parts.has("ip") && this.#parts.size > 1) {
      throw invalid(
        "Invalid entity filter component combination. IP filter component should not be used " +
          "with user or clientId filter component.",
      );
    }
  }

  matches(entity: QuotaEntity): boolean {
    const parts = Object.values(entity).filter((name) => name !== undefined).length;
    if (this.#strict && parts !== this.#parts.size) return false;
    for (const [field, name] of this.#parts) {
      if (entity[field] === undefined) return false;
      if (name !== undefined && entity[field] !== name) return false;
    }
    return true;
  }
}

function fieldOf(entityType: string): Field {
  if (entityType === "") throw invalid("Invalid empty entity type.");
  const field = FIELDS.get(entityType);
  if (field !== undefined) return field;
  throw new QuotaFilterError("UNSUPPORTED_VERSION", `Unsupported entity type ${entityType}`);
}

function wanted({ matchType, match }: FilterComponent): string | null | undefined {
  switch (matchType) {
    case MatchType.EXACT:
      if (match !== null) return match;
      throw invalid("Request specified MATCH_TYPE_EXACT, but set match string to null.");
    case MatchType.DEFAULT:
      if (match === null) return null;
      throw invalid("Request specified MATCH_TYPE_DEFAULT, but also specified a match string.");
    case MatchType.SPECIFIED:
      if (match === null) return undefined;
      throw invalid("Request specified MATCH_TYPE_SPECIFIED, but also specified a match string.");
    default:
      throw invalid(`Unknown match type ${matchType}`);
  }
}

function invalid(message: string): QuotaFilterError {
  return new QuotaFilterError("INVALID_REQUEST", message);
}
